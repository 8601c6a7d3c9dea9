import type { Json, JsonObject } from '@sfs3/asl'
import type { NormalizedSchema } from '@smithy/core/schema'

/**
 * What a state machine gives to the SDK. Member names of structures begin with a capital letter in a state machine, whatever the
 * SDK calls them; JSON where the service wants text becomes JSON text; names within maps stay as they are.
 */
export function sdkFromJson(schema: NormalizedSchema, input: JsonObject): object {
  return structFromJson(schema, input, 0)
}

function structFromJson(schema: NormalizedSchema, input: JsonObject, depth: number): object {
  const known = new Map([...schema.structIterator()].map(([name, member]) => [capitalised(name), { name, member }]))
  return Object.fromEntries(
    Object.entries(input).map(([given, value]) => {
      const { name, member } = known.get(given) ?? {}
      return name === undefined || member === undefined
        ? [given, value]
        : [name, valueFromJson(member, value, depth + 1)]
    }),
  )
}

function valueFromJson(schema: NormalizedSchema, value: Json, depth: number): unknown {
  if (value === null) return undefined
  if (schema.isBlobSchema()) {
    if (depth > 1 && typeof value === 'string') return Buffer.from(value, 'base64')
    return Buffer.from(JSON.stringify(value))
  }
  if (schema.isTimestampSchema())
    return typeof value === 'string' || typeof value === 'number' ? new Date(value) : value
  if (schema.isStringSchema()) return typeof value === 'object' ? JSON.stringify(value) : String(value)
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) return value
    return value.map((item) => valueFromJson(schema.getValueSchema(), item, depth + 1))
  }
  if (typeof value !== 'object' || Array.isArray(value)) return value
  if (schema.isMapSchema())
    return mapValues(value, (member) => valueFromJson(schema.getValueSchema(), member, depth + 1))
  if (schema.isStructSchema()) return structFromJson(schema, value, depth)
  return value
}

/** What the SDK answered, as a state machine sees it. Bytes are text at the top (an object's body), base64 below. */
export async function jsonFromSdk(schema: NormalizedSchema, output: object): Promise<JsonObject> {
  const result: JsonObject = {}
  for (const [name, member] of schema.structIterator()) {
    const value: unknown = (output as Record<string, unknown>)[name]
    if (value === undefined || value === null) continue
    result[capitalised(name)] = member.isBlobSchema() ? await textOf(value) : jsonOf(member, value)
  }
  return result
}

function jsonOf(schema: NormalizedSchema, value: unknown): Json {
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z')
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) {
    const member = schema.isListSchema() ? schema.getValueSchema() : schema
    return value.map((item) => jsonOf(member, item))
  }
  if (typeof value !== 'object' || value === null) return value as Json
  const entries = Object.entries(value).filter(([, member]) => member !== undefined)
  if (schema.isMapSchema())
    return Object.fromEntries(entries.map(([key, v]) => [key, jsonOf(schema.getValueSchema(), v)]))
  if (!schema.isStructSchema()) return JSON.parse(JSON.stringify(value)) as Json
  const members = new Map(schema.structIterator())
  return Object.fromEntries(
    entries.map(([name, v]) => [capitalised(name), jsonOf(members.get(name) ?? schema, v)] as const),
  )
}

async function textOf(value: unknown): Promise<string> {
  if (typeof value === 'object' && value !== null && 'transformToString' in value)
    return (value as { transformToString(): Promise<string> }).transformToString()
  return Buffer.from(value as Uint8Array).toString()
}

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

const mapValues = (map: JsonObject, change: (value: Json) => unknown): object =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]))
