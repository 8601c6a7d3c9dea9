import type { EpochMs } from '../../../clock/clock.ts'
import type { Database } from './database.ts'

/** One or two versions; the weights add up to 100. */
export type Routing = { stateMachineVersionArn: string; weight: number }[]

export type Alias = {
  arn: string
  stateMachineArn: string
  name: string
  description: string | undefined
  routing: Routing
  createdAt: EpochMs
  updatedAt: EpochMs
}

type Row = Omit<Alias, 'description' | 'routing'> & { description: string | null; routing: string }
const columns = `arn, state_machine_arn AS stateMachineArn, name, description, routing,
  created_at AS createdAt, updated_at AS updatedAt`
const fromRow = (row: Row): Alias => ({
  ...row,
  description: row.description ?? undefined,
  routing: JSON.parse(row.routing) as Routing,
})

/** Aliases of state machines. */
export function aliases({ prepare, write }: Database) {
  const get = prepare(`SELECT ${columns} FROM alias WHERE arn = ?`)
  const list = prepare(`SELECT ${columns} FROM alias WHERE state_machine_arn = ? AND name > ? ORDER BY name LIMIT ?`)
  const put = prepare(`INSERT INTO alias (arn, state_machine_arn, name, description, routing, created_at, updated_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (arn) DO UPDATE SET description = excluded.description, routing = excluded.routing, updated_at = excluded.updated_at`)
  const remove = prepare('DELETE FROM alias WHERE arn = ?')
  const removeAll = prepare('DELETE FROM alias WHERE state_machine_arn = ?')

  return {
    get(arn: string): Alias | undefined {
      const row = get.get(arn) as Row | undefined
      return row && fromRow(row)
    },
    /** By name, those after `afterName`. */
    list(stateMachineArn: string, afterName: string, limit: number): Alias[] {
      return (list.all(stateMachineArn, afterName, limit) as Row[]).map(fromRow)
    },
    put({ arn, stateMachineArn, name, description, routing, createdAt, updatedAt }: Alias) {
      const text = JSON.stringify(routing)
      write(() => put.run(arn, stateMachineArn, name, description ?? null, text, createdAt, updatedAt))
    },
    remove(arn: string) {
      write(() => remove.run(arn))
    },
    removeAll(stateMachineArn: string) {
      write(() => removeAll.run(stateMachineArn))
    },
  }
}
