import { parse } from 'csv-parse/sync'
import * as z from 'zod'
import type { ItemReader } from './effects.ts'
import type { Json } from './json.ts'

/** The objects could not be read as items: `States.ItemReaderFailed` with this message as its cause. */
export class ItemReaderFailed extends Error {
  override readonly name = 'ItemReaderFailed'
}

/**
 * The items in what a `ReadItems` effect found: the body of an object, or what ListObjectsV2 listed. A manifest is read in two
 * steps: `manifestFiles` of its own body, then this with `inputType: 'CSV'` for each of the files.
 * @throws ItemReaderFailed with AWS's message
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
export function itemsOf(reader: ItemReader, found: { body: string } | { listed: Json[] }): Json[] {
  const { maxItems = 0 } = reader
  if (maxItems < 0) throw new ItemReaderFailed('field MaxItems must be positive')
  const items = 'listed' in found ? found.listed : itemsIn(reader, found.body)
  return maxItems === 0 ? items : items.slice(0, maxItems)
}

function itemsIn(reader: ItemReader, body: string): Json[] {
  switch (reader.inputType) {
    case 'CSV':
      return rows(reader, body)
    case 'JSONL':
      return body.split('\n').flatMap((line) => (line.trim() === '' ? [] : [document(line)]))
    case 'JSON':
    case undefined:
      return list(reader.itemsPointer, document(body))
    case 'MANIFEST':
    case 'PARQUET':
      throw new ItemReaderFailed(`NotImplemented: InputType ${reader.inputType}`)
    default:
      return reader.inputType satisfies never
  }
}

function document(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    throw new ItemReaderFailed('Attempting to parse an invalid JSON document.')
  }
}

function list(pointer: string | undefined, value: Json): Json[] {
  const found = pointer === undefined ? value : pointed(pointer, value)
  if (Array.isArray(found)) return found
  throw new ItemReaderFailed('Attempting to map over non-iterable node.')
}

/** RFC 6901 */
function pointed(pointer: string, value: Json): Json | undefined {
  let at: Json | undefined = value
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    at = typeof at === 'object' && at !== null ? (at as { [name: string]: Json })[name] : undefined
  }
  return at
}

const DELIMITERS = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' }

/** Each row as an object by header. A row that is too short has empty strings for the rest; one that is too long loses it. */
function rows({ csvDelimiter = 'COMMA', csvHeaderLocation, csvHeaders }: ItemReader, body: string): Json[] {
  const records: string[][] = csv(body, DELIMITERS[csvDelimiter])
  const headers = csvHeaderLocation === 'GIVEN' ? (csvHeaders ?? []) : (records.shift() ?? [])
  if (new Set(headers).size < headers.length) throw new ItemReaderFailed('CSV headers cannot contain duplicates.')
  return records.map((record) => Object.fromEntries(headers.map((header, i) => [header, record[i] ?? ''])))
}

/**
 * A backslash keeps the meaning of a backslash, a quote or the delimiter from what follows, and is removed. Quotes that are doubled
 * are one, between quotes and without.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/example-csv-parse-dist-map.html
 */
function csv(body: string, delimiter: string): string[][] {
  const escaped = ['\\', '"', delimiter]
  const hidden = body.replaceAll(/\\(.?)/gs, (_, next: string) => PLACEHOLDERS[escaped.indexOf(next)] ?? next)
  const shown = (text: string) =>
    text.replaceAll(/[\uFDD0-\uFDD2]/g, (one) => escaped[PLACEHOLDERS.indexOf(one)] ?? one)
  try {
    return parse(hidden, {
      delimiter,
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      cast: (field, { quoting }) => shown(quoting ? field : field.replaceAll('""', '"')),
    })
  } catch (error) {
    throw new ItemReaderFailed(error instanceof Error ? error.message : String(error))
  }
}

/** Characters that no text has. They replace escaped characters, for csv-parse knows escapes between quotes only. */
const PLACEHOLDERS = ['\uFDD0', '\uFDD1', '\uFDD2']

const Manifest = z.object({ fileSchema: z.string(), files: z.array(z.object({ key: z.string() })) })

/** The files of an S3 Inventory manifest and the headers that their rows, which have none, go by. @throws ItemReaderFailed */
export function manifestFiles(body: string): { keys: string[]; headers: string[] } {
  const manifest = Manifest.safeParse(document(body))
  if (!manifest.success) throw new ItemReaderFailed('The manifest file is not a valid S3 Inventory manifest.')
  const { fileSchema, files } = manifest.data
  return { keys: files.map(({ key }) => key), headers: fileSchema.split(',').map((name) => name.trim()) }
}
