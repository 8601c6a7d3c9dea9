import type { SqliteFile } from '../../sqlite-file.ts'

/** As dynalite asks for one. */
type KeyRange = { gt?: string; gte?: string; lt?: string; lte?: string; reverse?: boolean; limit?: number }

/** JSON values by key, in spaces of their own: the tables, the items of a table, an index, … In the order of the keys' UTF-8 bytes. */
export class Entries {
  static readonly schema = `CREATE TABLE IF NOT EXISTS entries (
    space TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (space, key)
  ) WITHOUT ROWID;`
  readonly #file: SqliteFile

  constructor(file: SqliteFile) {
    this.#file = file
  }

  get(space: string, key: string): unknown {
    const row = this.#file.sql('SELECT value FROM entries WHERE space = ? AND key = ?').get(space, key)
    return row && JSON.parse(String(row.value))
  }

  /** Writes or replaces. */
  put(space: string, key: string, value: unknown): void {
    const text = 'INSERT OR REPLACE INTO entries (space, key, value) VALUES (?, ?, ?)'
    this.#file.write(text, space, key, JSON.stringify(value))
  }

  delete(space: string, key: string): void {
    this.#file.write('DELETE FROM entries WHERE space = ? AND key = ?', space, key)
  }

  clear(space: string): void {
    this.#file.write('DELETE FROM entries WHERE space = ?', space)
  }

  /** The entries of a range, read page by page: what is written meanwhile further on is seen. A negative limit is none. */
  *range(space: string, { gt, gte, lt, lte, reverse = false, limit = -1 }: KeyRange): Generator<Entry> {
    const bounds = new Map(Object.entries({ '>': gt, '>=': gte, '<': lt, '<=': lte }).filter(isGiven))
    for (let left = limit < 0 ? Number.POSITIVE_INFINITY : limit; left > 0; ) {
      const size = Math.min(left, pageSize)
      const page = this.#page(space, bounds, reverse, size)
      yield* page
      const last = page.at(-1)
      if (last === undefined || page.length < size) return
      left -= page.length
      bounds.delete(reverse ? '<=' : '>=')
      bounds.set(reverse ? '<' : '>', last.key)
    }
  }

  #page(space: string, bounds: ReadonlyMap<string, string>, reverse: boolean, size: number): Entry[] {
    const conditions = [...bounds.keys()].map((operator) => ` AND key ${operator} ?`).join('')
    const order = reverse ? 'DESC' : 'ASC'
    const text = `SELECT key, value FROM entries WHERE space = ?${conditions} ORDER BY key ${order} LIMIT ?`
    const rows = this.#file.sql(text).all(space, ...bounds.values(), size)
    return rows.map(({ key, value }) => ({ key: String(key), value: JSON.parse(String(value)) }))
  }
}

export type Entry = { key: string; value: unknown }

const pageSize = 100

const isGiven = (bound: [string, string | undefined]): bound is [string, string] => bound[1] !== undefined
