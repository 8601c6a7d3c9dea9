import { Cron } from 'croner'
import type { EpochMs } from '../../clock/clock.ts'
import { validation } from './events-error.ts'

/** When a schedule is due next: the first time after `after`. A rate counts from `anchor`. Undefined when never again. */
export type Schedule = (after: EpochMs, anchor: EpochMs) => EpochMs | undefined

/**
 * Reads `rate(5 minutes)` or `cron(0 12 ? * MON-FRI *)`, the latter in UTC.
 * @throws EventsError ValidationException
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function schedule(expression: string): Schedule {
  const [, type, fields = ''] = /^(rate|cron)\((.*)\)$/.exec(expression) ?? []
  const read = type === 'rate' ? rate(fields) : type === 'cron' ? cron(fields) : undefined
  if (!read) throw validation('Parameter ScheduleExpression is not valid.')
  return read
}

const minuteMs = 60_000
const unitMs: Readonly<Record<string, number>> = {
  minute: minuteMs,
  hour: 60 * minuteMs,
  day: 24 * 60 * minuteMs,
}

/** One takes the singular, all others the plural. */
function rate(fields: string): Schedule | undefined {
  const [, count = '', unit = '', plural = ''] = /^\s*([1-9]\d*) (minute|hour|day)(s?)\s*$/.exec(fields) ?? []
  const period = Number(count) * (unitMs[unit] ?? 0)
  if (period === 0 || (count === '1') === (plural === 's')) return undefined
  return (after, anchor) => anchor + (Math.floor((after - anchor) / period) + 1) * period
}

function cron(fields: string): Schedule | undefined {
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year, ...more] = fields.trim().split(/\s+/)
  if (year === undefined || more.length > 0) return undefined
  // One of the two days has to be left open, and is with a question mark.
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) return undefined
  const days = [dayOfMonth, month, dayOfWeek?.replace(/^(\w+)L$/, '$1#L').replace(/^L$/, '7')].map((field) =>
    field === '?' ? '*' : field,
  )
  try {
    const pattern = ['0', minutes, hours, ...days, year].join(' ')
    // Sunday is 1 to AWS, and 0/15 is every 15 from 0.
    const job = new Cron(pattern, { paused: true, timezone: 'UTC', alternativeWeekdays: true, sloppyRanges: true })
    return (after) => job.nextRun(new Date(after))?.getTime()
  } catch {
    return undefined
  }
}
