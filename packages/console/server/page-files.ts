import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

export type PageFile = { type: string; bytes: Buffer; gzipped: Buffer }

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

let files: Promise<ReadonlyMap<string, PageFile>> | undefined

/** The files of the page by name: built, where the package is installed; built once, where it runs from source. */
export function pageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  files ??= readFiles()
  return files
}

async function readFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const folder = join(import.meta.dirname, '../page')
  const isSource = existsSync(join(folder, 'page.tsx'))
  const built = isSource ? await (await import('./bundle-page.ts')).bundlePage() : new Map<string, Uint8Array>()
  const names = isSource ? [...built.keys(), 'index.html'] : readdirSync(folder)
  return new Map(
    names.flatMap((name) => {
      const type = types[extname(name)]
      return type ? [[name, pageFile(type, built.get(name) ?? readFileSync(join(folder, name)))]] : []
    }),
  )
}

/** A file as it is sent. */
export function pageFile(type: string, content: Uint8Array | string): PageFile {
  const bytes = Buffer.from(content)
  return { type, bytes, gzipped: gzipSync(bytes) }
}
