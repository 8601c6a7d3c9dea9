import type { Json, JsonObject } from '../json.ts'

/** The most that an input, an output or a task's result may have, in bytes of UTF-8 JSON. */
export const PAYLOAD_LIMIT = 256 * 1024

/** The most that one Assign may set, and that all variables of an execution may have together, likewise. */
export const ASSIGN_LIMIT = 256 * 1024
export const VARIABLES_LIMIT = 10 * 1024 * 1024

/** A STANDARD execution ends with its 25,000th event, whatever that is. */
const STANDARD_HISTORY_LIMIT = 25_000

/**
 * EXPRESS executions have no such limit, only five minutes. An execution that never waits would spend them in one transition, so
 * for it the time is up after this many events.
 */
const EXPRESS_HISTORY_LIMIT = 250_000

export const EXPRESS_DURATION_MS = 5 * 60 * 1000

/** An inline Map state runs at most this many iterations at once, whatever MaxConcurrency says. */
export const INLINE_MAP_CONCURRENCY = 40

/** A Map Run runs at most this many child executions at once, whatever MaxConcurrency says. */
export const MAP_RUN_CONCURRENCY = 10_000

export function historyLimit(type: 'STANDARD' | 'EXPRESS'): number {
  return type === 'STANDARD' ? STANDARD_HISTORY_LIMIT : EXPRESS_HISTORY_LIMIT
}

/** Thrown when the next event would be one too many. */
export class HistoryFull extends Error {
  override readonly name = 'HistoryFull'
}

/** Sizes already measured: the same value passes from state to state. */
const sizes = new WeakMap<object, number>()

export function exceedsPayloadLimit(value: Json): boolean {
  return sizeOf(value) > PAYLOAD_LIMIT
}

export function exceedsVariablesLimit(assigned: JsonObject, variables: JsonObject): boolean {
  return sizeOf(assigned) > ASSIGN_LIMIT || sizeOf(assigned) + sizeOf(variables) > VARIABLES_LIMIT
}

/** Bytes of UTF-8 that JSON text of the value takes, without making the text. */
export function sizeOf(value: Json): number {
  if (typeof value === 'string') return sizeOfText(value)
  if (typeof value !== 'object' || value === null) return String(value).length
  const known = sizes.get(value)
  if (known !== undefined) return known
  let size = 2
  if (Array.isArray(value)) {
    for (const item of value) size += sizeOf(item) + 1
    if (value.length > 0) size--
  } else {
    let members = 0
    for (const name in value) {
      size += sizeOfText(name) + sizeOf(value[name] as Json) + 2
      members++
    }
    if (members > 0) size--
  }
  sizes.set(value, size)
  return size
}

function sizeOfText(text: string): number {
  let size = text.length + 2
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x20) size += code >= 8 && code <= 13 && code !== 11 ? 1 : 5
    else if (code === 0x22 || code === 0x5c) size++
    else if (code >= 0xd800 && code <= 0xdfff) size += 1
    else if (code > 0x7ff) size += 2
    else if (code > 0x7f) size += 1
  }
  return size
}
