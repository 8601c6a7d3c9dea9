import type { EpochMs } from '../../../clock/clock.ts'
import type { Database } from './database.ts'

export type StateMachineType = 'STANDARD' | 'EXPRESS'

/** What a state machine was at one time: everything UpdateStateMachine can change. */
export type Revision = {
  id: number
  stateMachineArn: string
  /** Undefined for the one that CreateStateMachine made: AWS gives it no id. */
  revisionId: string | undefined
  definition: string
  roleArn: string
  /** JSON text of AWS's `loggingConfiguration` and `tracingConfiguration`. */
  logging: string
  tracing: string
  createdAt: EpochMs
}

export type StateMachine = {
  arn: string
  name: string
  type: StateMachineType
  status: 'ACTIVE' | 'DELETING'
  createdAt: EpochMs
  versions: number
  revision: Revision
}

const revisionColumns = `r.id, r.state_machine_arn AS stateMachineArn, r.revision_id AS revisionId, r.definition,
  r.role_arn AS roleArn, r.logging, r.tracing, r.created_at AS createdAt`

type MachineRow = Omit<StateMachine, 'revision'> & { revision: number }
const machineColumns = 'arn, name, type, status, revision, versions, created_at AS createdAt'

/** State machines and their revisions. */
export function stateMachines({ prepare, write, afterCommit }: Database) {
  const get = prepare(`SELECT ${machineColumns} FROM state_machine WHERE arn = ?`)
  const list = prepare(`SELECT ${machineColumns} FROM state_machine WHERE name > ? ORDER BY name LIMIT ?`)
  const insert = prepare(`INSERT INTO state_machine (arn, name, type, status, revision, versions, created_at)
    VALUES (?, ?, ?, ?, ?, 0, ?)`)
  const setRevision = prepare('UPDATE state_machine SET revision = ? WHERE arn = ?')
  const remove = prepare('DELETE FROM state_machine WHERE arn = ?')
  const getRevision = prepare(`SELECT ${revisionColumns} FROM revision r WHERE id = ?`)
  const insertRevision = prepare(`INSERT INTO revision
    (state_machine_arn, revision_id, definition, role_arn, logging, tracing, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`)
  const removeUnused = prepare(`DELETE FROM revision AS r
    WHERE NOT EXISTS (SELECT 1 FROM state_machine m WHERE m.revision = r.id)
      AND NOT EXISTS (SELECT 1 FROM version v WHERE v.revision = r.id)
      AND NOT EXISTS (SELECT 1 FROM execution e WHERE e.revision = r.id)`)

  // Revisions never change, and every start needs one.
  const revisions = new Map<number, Revision>()

  function revision(id: number): Revision {
    let found = revisions.get(id)
    if (found === undefined) {
      const row = getRevision.get(id) as Revision | undefined
      if (row === undefined) throw new Error(`there is no state machine revision ${id}`)
      found = { ...row, revisionId: row.revisionId ?? undefined }
      revisions.set(id, found)
    }
    return found
  }

  const withRevision = (row: MachineRow): StateMachine => ({ ...row, revision: revision(row.revision) })

  function addRevision(added: Omit<Revision, 'id'>): number {
    const { stateMachineArn, revisionId, definition, roleArn, logging, tracing, createdAt } = added
    const id = insertRevision.run(stateMachineArn, revisionId ?? null, definition, roleArn, logging, tracing, createdAt)
    // A revision that is rolled back gives its id back.
    afterCommit(
      () => {},
      () => revisions.clear(),
    )
    return Number(id.lastInsertRowid)
  }

  return {
    revision,

    get(arn: string): StateMachine | undefined {
      const row = get.get(arn) as MachineRow | undefined
      return row && withRevision(row)
    },

    /** By name, those after `afterName`. */
    list(afterName: string, limit: number): StateMachine[] {
      return (list.all(afterName, limit) as MachineRow[]).map(withRevision)
    },

    create(machine: { arn: string; name: string; type: StateMachineType }, first: Omit<Revision, 'id' | 'revisionId'>) {
      write(() => {
        const id = addRevision({ ...first, revisionId: undefined })
        insert.run(machine.arn, machine.name, machine.type, 'ACTIVE', id, first.createdAt)
      })
    },

    /** The machine is `next` from now on; executions that are running keep what they have. */
    update(next: Omit<Revision, 'id'>) {
      write(() => setRevision.run(addRevision(next), next.stateMachineArn))
    },

    remove(arn: string) {
      write(() => remove.run(arn))
    },

    /** Forgets revisions that neither a machine nor a version nor an execution needs. */
    removeUnusedRevisions() {
      write(() => removeUnused.run())
      revisions.clear()
    },
  }
}
