import type { EpochMs } from '../../../clock/clock.ts'
import type { Database } from './database.ts'

export type Version = {
  arn: string
  stateMachineArn: string
  number: number
  /** The revision that was published. */
  revision: number
  description: string | undefined
  createdAt: EpochMs
}

type Row = Omit<Version, 'description'> & { description: string | null }
const columns = 'arn, state_machine_arn AS stateMachineArn, number, revision, description, created_at AS createdAt'
const fromRow = (row: Row): Version => ({ ...row, description: row.description ?? undefined })

/** Published versions of state machines. */
export function versions({ prepare, write }: Database) {
  const get = prepare(`SELECT ${columns} FROM version WHERE arn = ?`)
  const ofRevision = prepare(`SELECT ${columns} FROM version WHERE state_machine_arn = ? AND revision = ?`)
  const list = prepare(
    `SELECT ${columns} FROM version WHERE state_machine_arn = ? AND number < ? ORDER BY number DESC LIMIT ?`,
  )
  const insert = prepare(`INSERT INTO version (arn, state_machine_arn, number, revision, description, created_at)
    VALUES (?, ?, ?, ?, ?, ?)`)
  const count = prepare('UPDATE state_machine SET versions = ? WHERE arn = ?')
  const remove = prepare('DELETE FROM version WHERE arn = ?')
  const removeAll = prepare('DELETE FROM version WHERE state_machine_arn = ?')

  return {
    get(arn: string): Version | undefined {
      const row = get.get(arn) as Row | undefined
      return row && fromRow(row)
    },
    ofRevision(stateMachineArn: string, revision: number): Version | undefined {
      const row = ofRevision.get(stateMachineArn, revision) as Row | undefined
      return row && fromRow(row)
    },
    /** The newest first, those before number `before`. */
    list(stateMachineArn: string, before: number, limit: number): Version[] {
      return (list.all(stateMachineArn, before, limit) as Row[]).map(fromRow)
    },
    publish({ arn, stateMachineArn, number, revision, description, createdAt }: Version) {
      write(() => {
        insert.run(arn, stateMachineArn, number, revision, description ?? null, createdAt)
        count.run(number, stateMachineArn)
      })
    },
    remove(arn: string) {
      write(() => remove.run(arn))
    },
    removeAll(stateMachineArn: string) {
      write(() => removeAll.run(stateMachineArn))
    },
  }
}
