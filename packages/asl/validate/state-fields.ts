import type { Json } from '../json.ts'
import {
  anything,
  type Check,
  computedText,
  decimal,
  filled,
  flag,
  integer,
  isObject,
  list,
  type Shape,
  text,
  timestamp,
} from './check.ts'
import { choiceRule } from './choice-rule.ts'
import { assign, output, query, template, templateOrQuery } from './data-flow-fields.ts'
import { itemBatcher, itemReader, label, resultWriter } from './map-fields.ts'
import { looksDynamic, pathOrIntrinsic, pathOrNull, referencePath, resultPath } from './path.ts'
import type { Place } from './place.ts'
import { catchers, retry } from './retry-catch.ts'
import { taskResource } from './task-resource.ts'

export type StateType = keyof typeof STATES

const LONGEST_SECONDS = 99_999_999
const seconds = integer({ min: 1, max: LONGEST_SECONDS })

const common = { Type: text, Comment: text, QueryLanguage: anything }
const transition = { Next: text, End: flag }
const paths = { InputPath: pathOrNull, OutputPath: pathOrNull }
const withResult = { ...paths, ResultPath: resultPath, Parameters: template, ResultSelector: template }
const withFailure = { Retry: retry, Catch: catchers }
/** `Output` and `Assign` of a state that calls something see what it answered. */
const resultOutput = { Output: seeing('result', output), Assign: seeing('result', assign) }
const ownOutput = { Output: output, Assign: assign }
const NEXT_OR_END = ['Next', 'End']

/** Branches and processors are workflows themselves, looked at by whoever looks at workflows. */
const workflow = anything

/**
 * The fields of each type of state. Whether one belongs to the state's query language is looked at elsewhere.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
 */
export const STATES = {
  Task: {
    fields: {
      ...common,
      ...transition,
      ...withResult,
      ...withFailure,
      ...resultOutput,
      Resource: taskResource,
      Arguments: query,
      Credentials: credentials,
      TimeoutSeconds: seconds,
      TimeoutSecondsPath: referencePath,
      HeartbeatSeconds: seconds,
      HeartbeatSecondsPath: referencePath,
    },
    required: ['Resource'],
    exactlyOne: [NEXT_OR_END],
    atMostOne: [
      ['TimeoutSeconds', 'TimeoutSecondsPath'],
      ['HeartbeatSeconds', 'HeartbeatSecondsPath'],
    ],
  },
  Wait: {
    fields: {
      ...common,
      ...transition,
      ...paths,
      ...ownOutput,
      Seconds: integer({ min: 0, max: LONGEST_SECONDS }),
      SecondsPath: referencePath,
      Timestamp: timestamp,
      TimestampPath: referencePath,
    },
    exactlyOne: [NEXT_OR_END, ['SecondsPath', 'Seconds', 'TimestampPath', 'Timestamp']],
  },
  Pass: {
    fields: {
      ...common,
      ...transition,
      ...paths,
      ...ownOutput,
      ResultPath: resultPath,
      Parameters: template,
      Result: staticResult,
    },
    exactlyOne: [NEXT_OR_END],
  },
  Succeed: { fields: { ...common, ...paths, Output: output } },
  Fail: {
    fields: {
      ...common,
      Error: computedText,
      ErrorPath: pathOrIntrinsic,
      Cause: computedText,
      CausePath: pathOrIntrinsic,
    },
    atMostOne: [
      ['Error', 'ErrorPath'],
      ['Cause', 'CausePath'],
    ],
  },
  Choice: {
    fields: { ...common, ...paths, ...ownOutput, Choices: filled(list(choiceRule)), Default: text },
    required: ['Choices'],
  },
  Parallel: {
    fields: {
      ...common,
      ...transition,
      ...withResult,
      ...withFailure,
      ...resultOutput,
      Arguments: query,
      Branches: filled(list(workflow)),
    },
    required: ['Branches'],
    exactlyOne: [NEXT_OR_END],
  },
  Map: {
    fields: {
      ...common,
      ...transition,
      ...withResult,
      ...withFailure,
      ...resultOutput,
      ItemProcessor: workflow,
      Iterator: workflow,
      Items: query,
      ItemsPath: referencePath,
      ItemSelector: templateOrQuery,
      ItemReader: itemReader,
      ItemBatcher: itemBatcher,
      ResultWriter: resultWriter,
      MaxConcurrency: integer({ min: 0 }),
      MaxConcurrencyPath: referencePath,
      ToleratedFailurePercentage: decimal({ min: 0, max: 100 }),
      ToleratedFailurePercentagePath: referencePath,
      ToleratedFailureCount: integer({ min: 0 }),
      ToleratedFailureCountPath: referencePath,
      Label: label,
    },
    exactlyOne: [NEXT_OR_END, ['ItemProcessor', 'Iterator']],
    atMostOne: [
      ['MaxConcurrency', 'MaxConcurrencyPath'],
      ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
      ['ToleratedFailureCount', 'ToleratedFailureCountPath'],
      ['Parameters', 'ItemSelector'],
    ],
  },
} satisfies { [type: string]: Shape }

/** Fields that only one query language has. `Assign` and `ItemSelector` are in both. */
export const FIELDS_OF = {
  JSONPath: [
    'InputPath',
    'OutputPath',
    'ResultPath',
    'ResultSelector',
    'Parameters',
    'Result',
    'ItemsPath',
    'MaxConcurrencyPath',
    'ToleratedFailurePercentagePath',
    'ToleratedFailureCountPath',
    'TimeoutSecondsPath',
    'HeartbeatSecondsPath',
    'SecondsPath',
    'TimestampPath',
    'ErrorPath',
    'CausePath',
  ],
  JSONata: ['Arguments', 'Output', 'Items'],
}

function seeing(field: 'result', check: Check): Check {
  return (value, at) => check(value, at.with({ states: [field] }))
}

/** `Result` is not evaluated: a path in it is probably a mistake. */
function staticResult(value: Json, at: Place): void {
  if (typeof value === 'string' && looksDynamic(value)) {
    at.warn('PASS_RESULT_IS_STATIC', 'The Result of a Pass state is static: a path in it is not evaluated.')
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) staticResult(item, at.child(name))
  }
}

/** The role that a Task state takes on, for resources of another account. */
function credentials(value: Json, at: Place): void {
  if (!isObject(value)) return at.malformed('Expected value of type [OBJECT]')
  if (!('RoleArn' in value || 'RoleArn.$' in value)) at.malformed("The field 'RoleArn' is required but was missing")
  templateOrQuery(value, at)
}
