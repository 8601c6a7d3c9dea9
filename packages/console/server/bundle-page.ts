import { join } from 'node:path'
import { build } from 'esbuild'

/** Builds the page: `page.js`, `page.css`, and what is loaded later. @param folder where to write them; without one they are only given back */
export async function bundlePage(folder?: string): Promise<Map<string, Uint8Array>> {
  const { outputFiles = [] } = await build({
    entryPoints: [join(import.meta.dirname, '../page/page.tsx'), join(import.meta.dirname, '../page/page.css')],
    outdir: folder ?? '/',
    write: folder !== undefined,
    bundle: true,
    // What is imported where it is needed is loaded then: the editor.
    splitting: true,
    chunkNames: '[name]-[hash]',
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    conditions: ['sfs3-source'],
    logLevel: 'silent',
  })
  return new Map(outputFiles.map(({ path, contents }) => [path.replace(/^.*[\\/]/, ''), contents]))
}
