import type { EngineEvent, HistoryEvent } from '@sfs3/asl'
import type { Database } from './database.ts'

/** A loop without a task is one row, of which each page of the history is a part: it is parsed once for all of them. */
let parsed: WeakRef<{ text: string; events: readonly HistoryEvent[] }> | undefined

function eventsOf(text: string): readonly HistoryEvent[] {
  if (text.length < longText) return JSON.parse(text)
  const known = parsed?.deref()
  if (known?.text === text) return known.events
  const events: readonly HistoryEvent[] = JSON.parse(text)
  parsed = new WeakRef({ text, events })
  return events
}
const longText = 100_000

/** The events of each execution, and the history that each led to. Rows are only ever added. */
export function journal({ prepare, write }: Database) {
  const append = prepare('INSERT INTO journal (execution, seq, event, history, last_event_id) VALUES (?, ?, ?, ?, ?)')
  const events = prepare('SELECT event FROM journal WHERE execution = ? ORDER BY seq')
  const last = prepare(
    'SELECT seq, last_event_id AS lastEventId FROM journal WHERE execution = ? ORDER BY seq DESC LIMIT 1',
  )
  const reachedAt = prepare('SELECT last_event_id AS lastEventId FROM journal WHERE execution = ? AND seq = ?')
  const forward = prepare('SELECT history FROM journal WHERE execution = ? AND seq >= ? ORDER BY seq')
  const backward = prepare('SELECT history FROM journal WHERE execution = ? AND seq <= ? ORDER BY seq DESC')

  /** The position that led to this event, halving what is left: reading through 25,000 events for each page takes seconds. */
  function positionOf(execution: number, eventId: number): number {
    let low = 0
    let high = (last.get(execution) as { seq: number } | undefined)?.seq ?? 0
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const row = reachedAt.get(execution, middle) as { lastEventId: number } | undefined
      if ((row?.lastEventId ?? 0) >= eventId) high = middle
      else low = middle + 1
    }
    return low
  }

  return {
    append(execution: number, seq: number, event: EngineEvent, history: readonly HistoryEvent[], lastEventId: number) {
      write(() => append.run(execution, seq, JSON.stringify(event), JSON.stringify(history), lastEventId))
    },

    *events(execution: number): Generator<EngineEvent> {
      for (const row of events.iterate(execution) as Iterable<{ event: string }>)
        yield JSON.parse(row.event) as EngineEvent
    },

    /** The position and history id that the execution has reached; zeros when nothing was recorded. */
    last(execution: number): { seq: number; lastEventId: number } {
      return (last.get(execution) as { seq: number; lastEventId: number } | undefined) ?? { seq: 0, lastEventId: 0 }
    },

    /** The history after event `after`, the oldest first, up to `limit` events. */
    history(execution: number, after: number, limit: number): HistoryEvent[] {
      const found: HistoryEvent[] = []
      for (const row of forward.iterate(execution, positionOf(execution, after + 1)) as Iterable<{ history: string }>) {
        for (const event of eventsOf(row.history)) if (event.id > after) found.push(event)
        if (found.length >= limit) break
      }
      return found.slice(0, limit)
    },

    /** The history before event `before`, the newest first, up to `limit` events. */
    reversedHistory(execution: number, before: number, limit: number): HistoryEvent[] {
      const found: HistoryEvent[] = []
      for (const row of backward.iterate(execution, positionOf(execution, before - 1)) as Iterable<{
        history: string
      }>) {
        for (const event of eventsOf(row.history).toReversed()) if (event.id < before) found.push(event)
        if (found.length >= limit) break
      }
      return found.slice(0, limit)
    },
  }
}
