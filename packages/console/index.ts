/** What the page draws, as pure functions: a definition and a history in, plain data out. */
export { type ApiCall, cliCommand, regionCommand } from './model/cli-command.ts'
export { type Machine, NotADefinition, parseDefinition, type State, statesByName } from './model/definition.ts'
export { explained, explainRequest, type StateTestRequest } from './model/explain.ts'
export { type Failure, failure } from './model/failure.ts'
export { graph } from './model/graph.ts'
export { type EpochMs, type EventDetails, type HistoryEvent, NotAHistory, parseHistory } from './model/history.ts'
export { edgesTaken, type Iterations, type NodeProgress, nodeProgress, visitsIn } from './model/node-progress.ts'
export { observedDefinition } from './model/observed-definition.ts'
export type { Graph, GraphEdge, GraphNode, Point } from './model/picture.ts'
export {
  type Attempt,
  follow,
  type Iteration,
  type Progress,
  progress,
  type Scope,
  type Status,
  type Visit,
} from './model/progress.ts'
export { type StateData, stateData } from './model/state-data.ts'
export { taskToken } from './model/task-token.ts'
export { type Bar, type Row, type Timeline, timeline } from './model/timeline.ts'
