import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

export type PageFile = { type: string; bytes: Buffer; gzipped: Buffer }

const types: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
}

/** The files of the page: built, where the package is installed; built now, where it runs from source. */
export async function pageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const folder = join(import.meta.dirname, '../page')
  const fromSource = existsSync(join(folder, 'page.tsx'))
  const built = fromSource ? await (await import('./bundle-page.ts')).bundlePage() : new Map<string, Uint8Array>()
  return new Map(
    Object.entries(types).map(([name, type]) => {
      const bytes = Buffer.from(built.get(name) ?? readFileSync(join(folder, name)))
      return [name, { type, bytes, gzipped: gzipSync(bytes) }]
    }),
  )
}
