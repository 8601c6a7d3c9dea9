import type { EpochMs } from './epoch-ms.ts'

const OFFSET_DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)$/

/**
 * The instant that an ISO-8601 extended offset date-time names, in nanoseconds since 1970, or undefined for any other text.
 * `T` and `Z` must be upper case, and there must be an offset: what AWS takes for `Timestamp` fields and comparisons.
 */
export function instantOf(text: string): bigint | undefined {
  const [, year, month, day, hour, minute, second = '00', fraction = '', offset] = OFFSET_DATE_TIME.exec(text) ?? []
  if (offset === undefined) return undefined
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  const asWritten = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  if (Number.isNaN(local) || new Date(local).toISOString() !== asWritten) return undefined
  const offsetMinutes = offset === 'Z' ? 0 : offsetOf(offset)
  if (offsetMinutes === undefined) return undefined
  return BigInt(local - offsetMinutes * 60_000) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}

/** A time as the context object has it: no fraction where there is none. */
export function isoTime(at: EpochMs): string {
  return new Date(at).toISOString().replace('.000Z', 'Z')
}

/** Minutes east of Greenwich; Java allows up to 18 hours. */
function offsetOf(text: string): number | undefined {
  const [hours = 0, minutes = 0] = text.slice(1).split(':').map(Number)
  if (minutes > 59 || hours * 60 + minutes > 18 * 60) return undefined
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}
