import * as z from 'zod'
import type { MapState } from '../definition.ts'
import type { ItemReader } from '../effects.ts'
import { pathScope, queryScope } from '../execution/data-flow.ts'
import type { StateThread, Transition } from '../execution/transition.ts'
import type { Json } from '../json.ts'
import { evaluate } from '../jsonata/evaluate.ts'
import { readPath } from '../jsonpath/read.ts'
import { fillTemplate } from '../payload-template.ts'
import { StateError } from '../state-error.ts'
import { numberAt } from './number-field.ts'

type Definition = NonNullable<MapState['ItemReader']>

const Location = z.object({
  Bucket: z.string(),
  Key: z.string().optional(),
  VersionId: z.string().optional(),
  Prefix: z.string().optional(),
})

/** An ItemReader with everything in it evaluated. @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export function readerOf(
  t: Transition,
  thread: StateThread<MapState>,
  input: Json,
  definition: Definition,
): ItemReader {
  const resource = definition.Resource.endsWith(':listObjectsV2') ? 'listObjectsV2' : 'getObject'
  const { Bucket, Key, VersionId, Prefix } = locationOf(t, thread, input, definition)
  const config = definition.ReaderConfig ?? {}
  if (config.Transformation === 'LOAD_AND_FLATTEN') {
    throw new StateError('States.Runtime', 'NotImplemented: Transformation LOAD_AND_FLATTEN')
  }
  const inputType = config.ManifestType === 'S3_INVENTORY' ? 'MANIFEST' : config.InputType
  const headers = headersOf(t, thread, input, config.CSVHeaders)
  const maxItems = maxItemsOf(t, thread, input, config)
  return {
    resource,
    bucket: Bucket,
    ...(Key !== undefined && { key: Key }),
    ...(VersionId !== undefined && { versionId: VersionId }),
    ...(Prefix !== undefined && { prefix: Prefix }),
    ...(inputType !== undefined && { inputType }),
    ...(config.CSVDelimiter !== undefined && { csvDelimiter: config.CSVDelimiter }),
    ...(config.CSVHeaderLocation !== undefined && {
      csvHeaderLocation: config.CSVHeaderLocation,
    }),
    ...(headers && { csvHeaders: headers }),
    ...(config.ItemsPointer !== undefined && { itemsPointer: config.ItemsPointer }),
    ...(maxItems !== undefined && { maxItems }),
  }
}

/** `$$.Map.Item.Source` of items that no reader read. */
export const FROM_STATE = 'STATE_DATA'

/** `$$.Map.Item.Source` of items that it reads. @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
export function sourceOf({ resource, bucket, key }: ItemReader): string {
  return resource === 'listObjectsV2' ? `S3://${bucket}` : `S3://${bucket}/${key}`
}

function locationOf(t: Transition, thread: StateThread<MapState>, input: Json, { Parameters, Arguments }: Definition) {
  const filled =
    thread.state.QueryLanguage === 'JSONata'
      ? evaluate('ItemReader/Arguments', Arguments ?? {}, queryScope(t, thread))
      : fillTemplate(Parameters ?? {}, pathScope(t, thread, input))
  const location = Location.safeParse(filled)
  if (location.success) return location.data
  throw new StateError(
    'States.Runtime',
    `The Parameters '${JSON.stringify(filled)}' could not be used to start the Task: [The field 'Bucket' is required but was missing]`,
  )
}

function headersOf(
  t: Transition,
  thread: StateThread<MapState>,
  input: Json,
  headers?: string[] | string,
): string[] | undefined {
  if (typeof headers !== 'string') return headers
  const value =
    thread.state.QueryLanguage === 'JSONata'
      ? evaluate('ItemReader/ReaderConfig/CSVHeaders', headers, queryScope(t, thread), 'array')
      : readPath(headers, pathScope(t, thread, input))
  const names = z.array(z.string()).safeParse(value)
  if (names.success) return names.data
  throw new StateError('States.Runtime', `CSVHeaders must be an array of strings but was: ${JSON.stringify(value)}`)
}

function maxItemsOf(
  t: Transition,
  thread: StateThread<MapState>,
  input: Json,
  { MaxItems, MaxItemsPath }: NonNullable<Definition['ReaderConfig']>,
): number | undefined {
  if (MaxItemsPath !== undefined) return numberAt('MaxItemsPath', MaxItemsPath, pathScope(t, thread, input))
  if (typeof MaxItems !== 'string') return MaxItems
  return evaluate('ItemReader/ReaderConfig/MaxItems', MaxItems, queryScope(t, thread), 'number') as number
}
