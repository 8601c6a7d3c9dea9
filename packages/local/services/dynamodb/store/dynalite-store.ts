import { Readable } from 'node:stream'
import db, { type Done, type KeyRange, type Store, type SubDatabase } from 'dynalite/db/index.js'
import type { TableStreams } from '../streams.ts'
import type { Entries } from './entries.ts'

const tables = 'table'
const itemsOf = (tableName: string) => `item-${tableName}`
const tagsOf = (tableName: string) => `tag-${tableName}`
const indexOf = (type: string, tableName: string, indexName: string) =>
  `index-${type.toLowerCase()}~${tableName}~${indexName}`

/** The space of a global secondary index. */
export function globalIndex(tableName: string, indexName: string): string {
  return indexOf('global', tableName, indexName)
}

/**
 * What dynalite's actions work on, kept in `entries`. Every callback is called before the function returns, only streams take
 * turns of the event loop: an action that writes is over when its call returns, and so it fits into one transaction.
 */
export function dynaliteStore(
  entries: Entries,
  at: { accountId: string; region: string },
  streams: TableStreams,
): Store {
  const tableDb = { ...subDatabase(entries, tables), awsAccountId: at.accountId, awsRegion: at.region }
  const clear = (space: string, done: Done) => settle(() => entries.clear(space), done)

  return {
    options: { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, maxItemSize: db.MAX_SIZE },
    tableDb,
    getTable(name, checkStatus, done) {
      const answer = typeof checkStatus === 'function' ? checkStatus : (done as Exclude<typeof done, undefined>)
      tableDb.get(name, (error, found) => {
        if (error) return answer(error)
        const table = found as { TableStatus: string } | undefined
        const isThere = table && !(checkStatus === true && /CREATING|DELETING/.test(table.TableStatus))
        return isThere ? answer(null, table) : answer(tableNotFound(name, checkStatus))
      })
    },
    getItemDb: (tableName) => subDatabase(entries, itemsOf(tableName), changesOf(tableName, streams)),
    getIndexDb: (type, tableName, indexName) => subDatabase(entries, indexOf(type, tableName, indexName)),
    getTagDb: (tableName) => subDatabase(entries, tagsOf(tableName)),
    deleteItemDb: (tableName, done) => clear(itemsOf(tableName), done),
    deleteIndexDb: (type, tableName, indexName, done) => clear(indexOf(type, tableName, indexName), done),
    deleteTagDb: (tableName, done) => clear(tagsOf(tableName), done),
  }
}

/** What is told of each write: the key's value before and after. */
type OnChange = ((before: unknown, after: unknown) => void) | undefined

const changesOf = (tableName: string, streams: TableStreams): OnChange =>
  streams.viewTypeOf(tableName) && ((before, after) => streams.changed(tableName, before, after))

function subDatabase(entries: Entries, space: string, onChange?: OnChange): SubDatabase {
  const put = (key: string, value: unknown) => {
    onChange?.(entries.get(space, key), value)
    entries.put(space, key, value)
  }
  const del = (key: string) => {
    onChange?.(entries.get(space, key), undefined)
    entries.delete(space, key)
  }
  return {
    get: (key, done) => settle(() => entries.get(space, key), done),
    put: (key, value, done) => settle(() => put(key, value), done),
    del: (key, done) => settle(() => del(key), done),
    batch: (writes, done) =>
      settle(() => {
        for (const write of writes)
          if (write.type === 'put') put(write.key, write.value)
          else del(write.key)
      }, done),
    createKeyStream: (range = {}) => Readable.from(keys(entries, space, range)),
    createValueStream: (range = {}) => Readable.from(values(entries, space, range)),
    // Nobody can come in between, see above.
    lock: (_key, enter) => enter((callback) => callback),
  }
}

function* keys(entries: Entries, space: string, range: KeyRange): Generator<string> {
  for (const { key } of entries.range(space, range)) yield key
}

function* values(entries: Entries, space: string, range: KeyRange): Generator<unknown> {
  for (const { value } of entries.range(space, range)) yield value
}

/** Calls back once, with what `work` returned or threw. What `done` throws is not caught. */
function settle<T>(work: () => T, done: Done<T>): void {
  let result: T
  try {
    result = work()
  } catch (error) {
    done(error as Error)
    return
  }
  done(null, result)
}

/** In dynalite's form. Actions on items say less than those on tables. */
function tableNotFound(name: string, checkStatus: unknown): Error {
  const message = `Requested resource not found${checkStatus ? '' : `: Table: ${name} not found`}`
  const body = { __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', message }
  return Object.assign(new Error('NotFoundError'), { name: 'NotFoundError', statusCode: 400, body })
}
