import { type Dirent, type FSWatcher, lstatSync, readdirSync, watch } from 'node:fs'
import { join, sep } from 'node:path'

export type WatchTree = {
  /** Whether what is in this folder matters. */
  includes: (folder: string) => boolean
  /** Called with the path of each file that was written, replaced, moved or deleted; more than once for some. */
  changed: (file: string) => void
  /** What can no longer be watched, in one line. */
  warn: (line: string) => void
}

/**
 * Watches all files below a folder, symbolic links not followed. It watches folders, which know their files by name, as many programs
 * save a file by putting a new one in its place. When it returns, every later change is seen. See docs/decisions/watch-folders.md.
 * @returns what ends it
 */
export function watchTree(root: string, { includes, changed, warn }: WatchTree): () => void {
  const folders = new Map<string, { watcher: FSWatcher; files: Set<string> }>()

  /** @param isNew whether its files came with it, after the beginning */
  const add = (folder: string, isNew: boolean) => {
    const files = new Set<string>()
    try {
      // Before it is listed: what comes in between is seen twice rather than never.
      const watcher = watch(folder, (event, name) => name !== null && happened(folder, String(name), event))
      watcher.on('error', () => remove(folder))
      folders.set(folder, { watcher, files })
      for (const entry of readdirSync(folder, { withFileTypes: true })) found(join(folder, entry.name), entry, isNew)
    } catch (error) {
      remove(folder)
      const { code, message } = error as NodeJS.ErrnoException
      // It has gone again, and its parent is told.
      if (code !== 'ENOENT' && code !== 'ENOTDIR') warn(`changes in ${folder} are not seen: ${message}`)
    }
  }

  const found = (path: string, entry: Pick<Dirent, 'isDirectory'>, isNew: boolean) => {
    if (entry.isDirectory()) {
      if (includes(path)) add(path, isNew)
      return
    }
    folders.get(join(path, '..'))?.files.add(path)
    if (isNew) changed(path)
  }

  /** The folder is no longer there, or another one is in its place. */
  const remove = (folder: string) => {
    for (const [path, { watcher, files }] of folders) {
      if (path !== folder && !path.startsWith(folder + sep)) continue
      watcher.close()
      folders.delete(path)
      for (const file of files) changed(file)
    }
  }

  const happened = (folder: string, name: string, event: string) => {
    const path = join(folder, name)
    const known = folders.get(folder)
    if (event === 'change' && known?.files.has(path)) return changed(path)
    const entry = lstatSync(path, { throwIfNoEntry: false })
    if (folders.has(path)) {
      if (event === 'change' && entry?.isDirectory()) return // its permissions
      remove(path)
    }
    if (entry) return found(path, entry, true)
    if (known?.files.delete(path)) changed(path)
  }

  add(root, false)
  return () => {
    for (const { watcher } of folders.values()) watcher.close()
    folders.clear()
  }
}
