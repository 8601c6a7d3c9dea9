import { activities } from './activities.ts'
import { aliases } from './aliases.ts'
import { type Database, openDatabase } from './database.ts'
import { executions } from './executions.ts'
import { journal } from './journal.ts'
import { mapRuns } from './map-runs.ts'
import { outbox } from './outbox.ts'
import { retention } from './retention.ts'
import { stateMachines } from './state-machines.ts'
import { tags } from './tags.ts'
import { versions } from './versions.ts'
import { waitingEvents } from './waiting-events.ts'

export type Store = ReturnType<typeof openStore>

/** All that Step Functions keeps. @param folder where its file lives, or ':memory:' */
export function openStore(folder: string) {
  const database: Database = openDatabase(folder)
  return {
    stateMachines: stateMachines(database),
    versions: versions(database),
    aliases: aliases(database),
    tags: tags(database),
    activities: activities(database),
    executions: executions(database),
    journal: journal(database),
    mapRuns: mapRuns(database),
    outbox: outbox(database),
    waitingEvents: waitingEvents(database),
    retention: retention(database),
    committed: database.committed,
    afterCommit: database.afterCommit,
    close: database.close,
  }
}
