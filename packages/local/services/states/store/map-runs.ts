import type { MapRunLimits } from '@sfs3/asl'
import type { EpochMs } from '../../../clock/clock.ts'
import type { Database } from './database.ts'

export type MapRun = {
  arn: string
  execution: number
  state: string
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED'
  items: number
  limits: MapRunLimits
  startedAt: EpochMs
  stoppedAt: EpochMs | null
}

type Row = Omit<MapRun, 'limits'> & { limits: string }
const columns = 'arn, execution, state, status, items, limits, started_at AS startedAt, stopped_at AS stoppedAt'
const fromRow = (row: Row): MapRun => ({ ...row, limits: JSON.parse(row.limits) as MapRunLimits })

/** Map Runs: the passes of distributed Map states over their items. */
export function mapRuns({ prepare, write }: Database) {
  const get = prepare(`SELECT ${columns} FROM map_run WHERE arn = ?`)
  const list = prepare(`SELECT ${columns} FROM map_run WHERE execution = ? ORDER BY started_at DESC, arn`)
  const put = prepare(`INSERT INTO map_run (arn, execution, state, status, items, limits, started_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (arn) DO UPDATE SET items = excluded.items, limits = excluded.limits, status = 'RUNNING', stopped_at = NULL`)
  const setLimits = prepare('UPDATE map_run SET limits = ? WHERE arn = ?')
  const end = prepare('UPDATE map_run SET status = ?, stopped_at = ? WHERE arn = ?')

  return {
    get(arn: string): MapRun | undefined {
      const row = get.get(arn) as Row | undefined
      return row && fromRow(row)
    },
    list: (execution: number): MapRun[] => (list.all(execution) as Row[]).map(fromRow),
    /** Called a second time for a Map Run when its reader has found its items, and when it is redriven. */
    start({ arn, execution, state, items, limits, startedAt }: Omit<MapRun, 'status' | 'stoppedAt'>) {
      write(() => put.run(arn, execution, state, 'RUNNING', items, JSON.stringify(limits), startedAt))
    },
    setLimits(arn: string, limits: MapRunLimits) {
      write(() => setLimits.run(JSON.stringify(limits), arn))
    },
    end(arn: string, status: MapRun['status'], stoppedAt: EpochMs) {
      write(() => end.run(status, stoppedAt, arn))
    },
  }
}
