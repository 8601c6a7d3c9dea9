import * as z from 'zod'

/**
 * Why the data folder could not be written or read, in words for whoever sent the request; undefined when `error` is not about
 * that. Knows the errors of SQLite and of the file system.
 * @see https://sqlite.org/rescode.html
 */
export function storageProblem(error: unknown): string | undefined {
  const parsed = SystemError.safeParse(error)
  if (!parsed.success) return undefined
  const { code, errcode, message } = parsed.data
  const why = code === 'ERR_SQLITE_ERROR' ? ofSqlite.get(errcode & 0xff) : ofFiles.get(code)
  return why && `The data folder ${why} (${message}).`
}

/** `errcode` is SQLite's extended result code. */
const SystemError = z.object({ message: z.string(), code: z.string(), errcode: z.number().default(0) })

const full = 'could not be written: its disk is full'
const readOnly = 'could not be written: it is read-only'
const failed = 'could not be read or written: its disk reports an error'
const damaged = 'is damaged'

/** By primary result code. */
const ofSqlite = new Map([
  [8, readOnly],
  [10, failed],
  [11, damaged],
  [13, full],
  [14, failed],
  [26, damaged],
])

const ofFiles = new Map([
  ['ENOSPC', full],
  ['EDQUOT', 'could not be written: its quota is used up'],
  ['EFBIG', 'could not be written: the file is larger than the system allows'],
  ['EROFS', readOnly],
  ['EACCES', 'could not be read or written: access is denied'],
  ['EIO', failed],
])
