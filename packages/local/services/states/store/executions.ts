import type { EpochMs } from '../../../clock/clock.ts'
import type { Database } from './database.ts'
import type { StateMachineType } from './state-machines.ts'

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'

/** An execution as DescribeExecution answers it. `input` and `output` are JSON text. */
export type Execution = {
  id: number
  arn: string
  stateMachineArn: string
  name: string
  type: StateMachineType
  revision: number
  versionArn: string | null
  aliasArn: string | null
  /** Set for child executions of a Map Run, with the name of the Map state whose processor they run. */
  mapRunArn: string | null
  mapState: string | null
  status: ExecutionStatus
  input: string
  output: string | null
  error: string | null
  cause: string | null
  startedAt: EpochMs
  stoppedAt: EpochMs | null
  redriveCount: number
  redrivenAt: EpochMs | null
  traceHeader: string | null
  /** The test case whose mocks it runs with. */
  testCase: string | null
}

/** What changes when an execution ends or is redriven. */
export type ExecutionEnd = Pick<Execution, 'status' | 'output' | 'error' | 'cause' | 'stoppedAt'>

const columns = `id, arn, state_machine_arn AS stateMachineArn, name, type, revision, version_arn AS versionArn,
  alias_arn AS aliasArn, map_run_arn AS mapRunArn, map_state AS mapState, status, input, output, error, cause,
  started_at AS startedAt, stopped_at AS stoppedAt, redrive_count AS redriveCount, redriven_at AS redrivenAt,
  trace_header AS traceHeader, test_case AS testCase`

/** Executions, open and closed. */
export function executions({ prepare, write }: Database) {
  const get = prepare(`SELECT ${columns} FROM execution WHERE arn = ?`)
  const arnOf = prepare('SELECT arn FROM execution WHERE id = ?')
  const insert = prepare(
    `INSERT INTO execution (arn, state_machine_arn, name, type, revision, version_arn, alias_arn,
    map_run_arn, map_state, status, input, output, error, cause, started_at, stopped_at, trace_header, test_case)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const end = prepare('UPDATE execution SET status = ?, output = ?, error = ?, cause = ?, stopped_at = ? WHERE id = ?')
  const redrive = prepare(`UPDATE execution SET status = 'RUNNING', output = NULL, error = NULL, cause = NULL,
    stopped_at = NULL, redrive_count = redrive_count + 1, redriven_at = ? WHERE id = ?`)
  const running = prepare(`SELECT ${columns} FROM execution WHERE status = 'RUNNING' AND id > ? ORDER BY id LIMIT 500`)
  const runningOf = prepare(`SELECT arn FROM execution WHERE state_machine_arn = ? AND status = 'RUNNING'`)
  const countByStatus = prepare(
    'SELECT status, count(*) AS number FROM execution WHERE map_run_arn = ? GROUP BY status',
  )
  const list = {
    stateMachine: prepare(`SELECT ${columns} FROM execution
      WHERE state_machine_arn = ? AND id < ? AND map_run_arn IS NULL ORDER BY id DESC LIMIT ?`),
    version: prepare(`SELECT ${columns} FROM execution
      WHERE state_machine_arn = ? AND id < ? AND version_arn = ? ORDER BY id DESC LIMIT ?`),
    alias: prepare(`SELECT ${columns} FROM execution
      WHERE state_machine_arn = ? AND id < ? AND alias_arn = ? ORDER BY id DESC LIMIT ?`),
    mapRun: prepare(`SELECT ${columns} FROM execution WHERE map_run_arn = ? AND id < ? ORDER BY id DESC LIMIT ?`),
  }
  return {
    get: (arn: string): Execution | undefined => get.get(arn) as Execution | undefined,

    arnOf: (id: number): string => (arnOf.get(id) as { arn: string } | undefined)?.arn ?? '',

    /** Returns its id. */
    insert(added: Omit<Execution, 'id' | 'redriveCount' | 'redrivenAt'>): number {
      const e = added
      return write(() => {
        const { lastInsertRowid } = insert.run(
          e.arn,
          e.stateMachineArn,
          e.name,
          e.type,
          e.revision,
          e.versionArn,
          e.aliasArn,
          e.mapRunArn,
          e.mapState,
          e.status,
          e.input,
          e.output,
          e.error,
          e.cause,
          e.startedAt,
          e.stoppedAt,
          e.traceHeader,
          e.testCase,
        )
        return Number(lastInsertRowid)
      })
    },

    end(id: number, { status, output, error, cause, stoppedAt }: ExecutionEnd) {
      write(() => end.run(status, output, error, cause, stoppedAt, id))
    },

    redrive(id: number, at: EpochMs) {
      write(() => redrive.run(at, id))
    },

    /** All that are RUNNING, the oldest first. */
    *running(): Generator<Execution> {
      for (let last = 0; ; ) {
        const page = running.all(last) as Execution[]
        yield* page
        const end = page.at(-1)
        if (end === undefined) return
        last = end.id
      }
    },

    runningOf: (stateMachineArn: string): string[] =>
      (runningOf.all(stateMachineArn) as { arn: string }[]).map(({ arn }) => arn),

    /** The newest first, those before id `before`. */
    list(by: ListedBy, before: number, limit: number): Execution[] {
      switch (by.type) {
        case 'stateMachine':
          return list.stateMachine.all(by.stateMachineArn, before, limit) as Execution[]
        case 'version':
          return list.version.all(by.stateMachineArn, before, by.versionArn, limit) as Execution[]
        case 'alias':
          return list.alias.all(by.stateMachineArn, before, by.aliasArn, limit) as Execution[]
        case 'mapRun':
          return list.mapRun.all(by.mapRunArn, before, limit) as Execution[]
      }
    },

    countByStatus(mapRunArn: string): Partial<Record<ExecutionStatus, number>> {
      const rows = countByStatus.all(mapRunArn) as { status: ExecutionStatus; number: number }[]
      return Object.fromEntries(rows.map(({ status, number }) => [status, number]))
    },
  }
}

/** What ListExecutions lists the executions of. */
export type ListedBy =
  | { type: 'stateMachine'; stateMachineArn: string }
  | { type: 'version'; stateMachineArn: string; versionArn: string }
  | { type: 'alias'; stateMachineArn: string; aliasArn: string }
  | { type: 'mapRun'; mapRunArn: string }
