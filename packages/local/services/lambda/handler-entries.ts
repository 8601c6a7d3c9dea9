import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Metafile } from 'esbuild'
import { missingHandlerExport } from '../../problems/missing-handler.ts'

/** In serverless-esbuild's order, then what Node itself runs. */
const extensions = ['.ts', '.js', '.jsx', '.tsx', '.mts', '.mjs', '.cts', '.cjs', '/index.ts', '/index.js']

/** The source file of a handler, from the folder of the service; undefined when there is none. */
export function entryOf(serviceDir: string, handler: string): string | undefined {
  const module = withoutExport(handler)
  return extensions.map((extension) => module + extension).find((file) => existsSync(resolve(serviceDir, file)))
}

/** `steps/a.handler` → `steps/a` */
export const withoutExport = (handler: string) => handler.slice(0, handler.lastIndexOf('.'))
const exportOf = (handler: string) => handler.slice(handler.lastIndexOf('.') + 1)

/** esbuild knows what an ES module exports; on Lambda a missing export fails only when the function is invoked. */
export const exportsOf = ({ outputs }: Metafile) =>
  new Map(Object.values(outputs).map(({ entryPoint, exports }) => [entryPoint, exports]))

/** What is wrong with a handler whose entry was bundled; undefined when nothing is. */
export function noExport(
  handler: string,
  file: string,
  exported: ReturnType<typeof exportsOf>,
  serviceDir: string,
): string | undefined {
  const exports = exported.get(file)
  if (!exports || exports.length === 0 || exports.includes(exportOf(handler))) return undefined
  return missingHandlerExport(handler, { file, exports }, serviceDir)
}
