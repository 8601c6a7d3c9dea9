declare module 'dynalite/db/index.js' {
  type Done<T = void> = (error: Error | null | undefined, result: T) => void

  export type Store = {
    tableDb: { awsAccountId: string; awsRegion: string; put(name: string, table: object, done: Done): void }
    getTable(name: string, checkStatus: boolean, done: Done<object>): void
    db: { clear(range: { gte: string; lt: string }): Promise<void>; close(done: (error?: Error) => void): void }
  }
  const db: {
    create(options: { path: string; createTableMs: number; deleteTableMs: number; updateTableMs: number }): Store
  }
  export default db
}

declare module 'dynalite/validations/index.js' {
  import type { Store } from 'dynalite/db/index.js'

  const validations: {
    checkTypes(input: unknown, types: unknown): unknown
    checkValidations(input: unknown, types: unknown, custom: unknown, store: Store): void
  }
  export default validations
}
