import type { Json } from '../json.ts'
import { type Check, type Fields, integer, isObject, list, object, oneOf, text } from './check.ts'
import { query, template } from './data-flow-fields.ts'
import { referencePath } from './path.ts'
import type { Place } from './place.ts'

const LONGEST_LABEL = 40

/** A distributed Map's label becomes part of the ARNs of its child executions. */
export function label(value: Json, at: Place): void {
  if (typeof value !== 'string') return text(value, at)
  if (value.length > LONGEST_LABEL) {
    at.error(
      'INVALID_LABEL_NAME',
      `Label '${value}' exceeds the ${LONGEST_LABEL}-character limit allowed by the service`,
    )
  } else if (value === '' || /[\s?*<>{}[\]:;,\\|^~$#%&`"\p{Cc}]/u.test(value)) {
    at.error('INVALID_LABEL_NAME', `Label '${value}' contains invalid characters`)
  }
}

/** How a Map state's processor runs. @see https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html */
export function processorConfig(value: Json, at: Place): void {
  const distributed = isObject(value) && value.Mode === 'DISTRIBUTED'
  object({
    fields: {
      Mode: mode,
      ...(distributed && { ExecutionType: oneOf('STANDARD', 'EXPRESS') }),
    },
    required: distributed ? ['ExecutionType'] : [],
  })(value, at)
}

function mode(value: Json, at: Place): void {
  oneOf('INLINE', 'DISTRIBUTED')(value, at)
  if (value === 'DISTRIBUTED' && at.scope.machineType === 'EXPRESS') {
    at.malformed("The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines")
  }
}

export function itemReader(value: Json, at: Place): void {
  const resource = resourceOneOf(/^arn:[^:]+:states:::s3:(getObject|listObjectsV2)$/)
  object({
    fields: { Resource: resource, ReaderConfig: readerConfig, ...parameters(at), ...inputOutput(at) },
    required: ['Resource'],
  })(value, at)
}

function readerConfig(value: Json, at: Place): void {
  const config = isObject(value) ? value : {}
  const csv = config.InputType === 'CSV'
  object({
    fields: {
      InputType: oneOf('CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST'),
      Transformation: oneOf('NONE', 'LOAD_AND_FLATTEN'),
      ManifestType: oneOf('ATHENA_DATA', 'S3_INVENTORY'),
      ItemsPointer: text,
      MaxItems: integer(),
      MaxItemsPath: referencePath,
      ...(config.InputType !== 'JSON' && {
        CSVHeaderLocation: oneOf('FIRST_ROW', 'GIVEN'),
        CSVHeaders: list(text),
        CSVDelimiter: oneOf('COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'),
      }),
    },
    required: config.CSVHeaderLocation === 'GIVEN' ? ['CSVHeaders'] : [],
    atMostOne: [['MaxItems', 'MaxItemsPath']],
  })(value, at)
  if (csv && !('CSVHeaderLocation' in config)) at.malformed("The field 'CSVHeaderLocation' is required")
}

export function itemBatcher(value: Json, at: Place): void {
  object({
    fields: {
      MaxItemsPerBatch: integer({ min: 1 }),
      MaxItemsPerBatchPath: referencePath,
      MaxInputBytesPerBatch: integer({ min: 1, max: 262_144 }),
      MaxInputBytesPerBatchPath: referencePath,
      BatchInput: at.scope.language === 'JSONata' ? query : template,
    },
    atMostOne: [
      ['MaxItemsPerBatch', 'MaxItemsPerBatchPath'],
      ['MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'],
    ],
  })(value, at)
}

export function resultWriter(value: Json, at: Place): void {
  const writerConfig = object({
    fields: { Transformation: oneOf('NONE', 'COMPACT', 'FLATTEN'), OutputType: oneOf('JSON', 'JSONL') },
    required: ['Transformation', 'OutputType'],
  })
  const resource = resourceOneOf(/^arn:[^:]+:states:::s3:putObject$/)
  object({ fields: { Resource: resource, WriterConfig: writerConfig, ...parameters(at) } })(value, at)
}

function parameters(at: Place): Fields {
  return at.scope.language === 'JSONata' ? { Arguments: query } : { Parameters: template }
}

function inputOutput(at: Place): Fields {
  return at.scope.language === 'JSONata' ? {} : { InputPath: referencePath }
}

function resourceOneOf(pattern: RegExp): Check {
  return (value, at) => {
    if (typeof value !== 'string') text(value, at)
    else if (!pattern.test(value)) at.malformed("The field 'Resource' does not match any of the allowed values")
  }
}
