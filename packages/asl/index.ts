/**
 * The Amazon States Language as a pure function. `runMachine` runs a machine to its end; `advance` takes one step of an
 * execution, for whoever keeps executions and does their tasks.
 */

// Running a machine to its end.

export { type EndedExecution, type RunMachineOptions, runMachine, type TaskFunction } from './run-machine.ts'

// Definitions: parse one to run it, validate it to know what AWS says about it.

export { type Machine, parseMachine, type State } from './definition.ts'
export { findState, processorOf, workflowsOf } from './find-state.ts'
export { parseResource } from './task-resource.ts'
export { validateDefinition, validateState } from './validate/definition.ts'
export { type Diagnostic, invalidDefinitionMessage } from './validate/diagnostic.ts'
export { variableReferences } from './validate/variable-references.ts'

// Executions: the run, the events that move it, the effects that it asks for, and its history.

export { type AdvanceOptions, advance } from './advance.ts'
export type {
  Effect,
  ItemReader,
  ReadItems,
  RunTask,
  StartChild,
  StartMapRun,
  TaskResource,
  WriteResults,
} from './effects.ts'
export type { EngineEvent, MapRunLimits, TaskId, TimerId } from './events.ts'
export type { ExecutionResult } from './execution-result.ts'
export type { HistoryEvent } from './history.ts'
export { ItemReaderFailed, itemsOf, manifestFiles } from './item-reader.ts'
export { outstanding } from './outstanding.ts'
export { newRun, type Run } from './run.ts'

// Expressions that take long, evaluated where they hold up nothing.

export {
  brokenOff,
  type Evaluated,
  Expressions,
  evaluateLong,
  type LongExpression,
  TakesLong,
} from './jsonata/long-expressions.ts'

// One state alone, as TestState runs it.

export { Inspection } from './test-state/inspection.ts'
export { type Mock, type Outcome, StateTest } from './test-state/state-test.ts'
export { TESTED } from './test-state/tested-machine.ts'

// Values, paths and times as the language has them.

export type { EpochMs } from './epoch-ms.ts'
export type { Json, JsonObject } from './json.ts'
export { findPath } from './jsonpath/read.ts'
export { isObject } from './validate/check.ts'
export { isTooDeep, readJson } from './validate/json-text.ts'
