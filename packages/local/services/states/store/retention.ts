import type { EpochMs } from '../../../clock/clock.ts'
import type { Database } from './database.ts'

/** Which closed executions are kept. AWS keeps them for 90 days; a laptop may want fewer. */
export type RetentionLimits = { days: number; executions: number }

/** How long AWS refuses the name of a closed execution. */
const nameIsUsedMs = 90 * 86_400_000

/** Forgets closed executions with their journals and Map Runs, but not their names. */
export function retention({ prepare, write }: Database) {
  const rememberName = prepare(`INSERT OR REPLACE INTO used_name (arn, stopped_at)
    SELECT arn, stopped_at FROM execution WHERE id = ?`)
  const forgetNames = prepare('DELETE FROM used_name WHERE stopped_at < ?')
  const isUsed = prepare('SELECT 1 FROM used_name WHERE arn = ? AND stopped_at >= ?')
  const closed = 'SELECT id FROM execution WHERE stopped_at IS NOT NULL AND map_run_arn IS NULL'
  const older = prepare(`${closed} AND stopped_at < ? ORDER BY stopped_at LIMIT ?`)
  const beyond = prepare(`${closed} ORDER BY stopped_at DESC LIMIT ? OFFSET ?`)
  const children = prepare(`SELECT id FROM execution
    WHERE map_run_arn IN (SELECT arn FROM map_run WHERE execution = ?)`)
  const removeExecution = prepare('DELETE FROM execution WHERE id = ?')
  const removeJournal = prepare('DELETE FROM journal WHERE execution = ?')
  const removeMapRuns = prepare('DELETE FROM map_run WHERE execution = ?')

  /** Child executions of its Map Runs belong to an execution and go with it. */
  function remove(id: number) {
    for (const child of children.all(id) as { id: number }[]) remove(child.id)
    removeMapRuns.run(id)
    removeJournal.run(id)
    removeExecution.run(id)
  }

  function forget(id: number) {
    write(() => {
      rememberName.run(id)
      remove(id)
    })
  }

  return {
    forget,

    /** Forgets up to `limit` of those that need not be kept; returns how many. Call again when it returns `limit`. */
    forgetBeyond(keep: RetentionLimits, now: EpochMs, limit: number): number {
      const ids = [
        ...(older.all(now - keep.days * 86_400_000, limit) as { id: number }[]),
        ...(beyond.all(limit, keep.executions) as { id: number }[]),
      ]
      const chosen = new Set(ids.slice(0, limit).map(({ id }) => id))
      for (const id of chosen) forget(id)
      write(() => forgetNames.run(now - nameIsUsedMs))
      return ids.length >= limit ? limit : chosen.size
    },

    /** Whether a forgotten execution had this ARN within the last 90 days. */
    isNameUsed: (arn: string, now: EpochMs): boolean => isUsed.get(arn, now - nameIsUsedMs) !== undefined,
  }
}
