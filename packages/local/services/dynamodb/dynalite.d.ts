declare module 'dynalite/db/index.js' {
  export type Done<T = void> = (error: Error | null | undefined, result?: T) => void

  /** Ordered keys and their values, as JSON. dynalite lists them with Node's streams. */
  export type SubDatabase = {
    get(key: string, done: Done<unknown>): void
    put(key: string, value: unknown, done: Done): void
    del(key: string, done: Done): void
    batch(writes: ({ type: 'put'; key: string; value: unknown } | { type: 'del'; key: string })[], done: Done): void
    createKeyStream(range?: KeyRange): NodeJS.ReadableStream
    createValueStream(range?: KeyRange): NodeJS.ReadableStream
    /** Calls `enter` when nobody else is at this key; it makes of a callback one that leaves first. */
    lock(key: string, enter: (release: <F>(callback: F) => F) => void): void
  }

  export type KeyRange = { gt?: string; gte?: string; lt?: string; lte?: string; reverse?: boolean; limit?: number }

  /** What dynalite's actions and validations work on. */
  export type Store = {
    options: { createTableMs: number; deleteTableMs: number; updateTableMs: number; maxItemSize: number }
    tableDb: SubDatabase & { awsAccountId: string; awsRegion: string }
    getTable(name: string, checkStatus: boolean | Done<Table>, done?: Done<Table>): void
    getItemDb(tableName: string): SubDatabase
    getIndexDb(type: string, tableName: string, indexName: string): SubDatabase
    getTagDb(tableName: string): SubDatabase
    deleteItemDb(tableName: string, done: Done): void
    deleteIndexDb(type: string, tableName: string, indexName: string, done: Done): void
    deleteTagDb(tableName: string, done: Done): void
  }
  export type Table = { TableStatus: string; [member: string]: unknown }

  /** A store on LevelDB. */
  type LevelStore = {
    db: {
      open(): Promise<void>
      put(key: string, value: unknown): Promise<void>
      iterator(): AsyncIterable<[key: string, value: unknown]>
      close(): Promise<void>
    }
  }
  const db: {
    create(options: { path: string }): LevelStore
    MAX_SIZE: number
    /** Each of these gives what is wrong, in dynalite's form. */
    validateKey(key: unknown, table: Table | undefined): Error | null | undefined
    validateItem(item: unknown, table: Table | undefined): Error | null | undefined
    checkConditional(input: unknown, item: unknown): Error | null | undefined
    /** Of an item, or of its key alone. */
    createKey(item: unknown, table: Table | undefined): string
  }
  export default db
}

declare module 'dynalite/validations/index.js' {
  import type { JsonObject } from '@sfs3/asl'
  import type { Store } from 'dynalite/db/index.js'

  const validations: {
    checkTypes(input: unknown, types: unknown): JsonObject
    checkValidations(input: unknown, types: unknown, custom: unknown, store: Store): void
  }
  export default validations
}
