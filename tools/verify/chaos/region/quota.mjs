// Preloaded into the region where no small file system can be mounted: while the file CHAOS_FULL exists, SQLite may not grow and files
// of objects cannot be written, as on a full disk.
import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { isMainThread } from 'node:worker_threads'

const file = process.env.CHAOS_FULL
if (file && isMainThread) {
  const require = createRequire(import.meta.url)
  const sqlite = require('node:sqlite')
  const opened = new Set()
  let isFull = false

  const bound = (database) => {
    try {
      // SQLite takes the size that the file has when it is larger.
      database.exec(`PRAGMA max_page_count = ${isFull ? 1 : 4294967294}`)
    } catch {
      opened.delete(database) // It is closed.
    }
  }
  sqlite.DatabaseSync = class extends sqlite.DatabaseSync {
    constructor(...args) {
      super(...args)
      opened.add(this)
      if (isFull) bound(this)
    }
  }
  syncBuiltinESMExports()

  const handle = await open('/dev/null', 'a')
  const prototype = Object.getPrototypeOf(handle)
  const { appendFile } = prototype
  await handle.close()
  prototype.appendFile = function (...args) {
    if (!isFull) return appendFile.apply(this, args)
    return Promise.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }))
  }

  const look = () => {
    if (existsSync(file) === isFull) return
    isFull = !isFull
    for (const database of opened) bound(database)
  }
  look()
  setInterval(look, 50).unref()
}
