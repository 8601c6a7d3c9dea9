import { globSync } from 'node:fs'
import { closestName } from './closest-name.ts'
import { placeOf } from './template-sources.ts'

/** Paths differ in a letter or two, or name another one beside. */
const mostLettersWrong = 4

/** A function whose handler has no file: where it is written, and the handler that was meant. */
export function missingHandlerFile(handler: string, serviceDir: string): string {
  const module = handler.slice(0, handler.lastIndexOf('.'))
  const [folder = ''] = module.split('/')
  const modules = globSync(`${folder}/**/*.{ts,js,tsx,jsx}`, { cwd: serviceDir, exclude: ['**/node_modules/**'] })
  const closest = closestName(
    module,
    modules.map((file) => file.replace(/\.\w+$/, '')),
    mostLettersWrong,
  )
  const meant = closest && `${closest}${handler.slice(module.length)}`
  return `${written(handler, serviceDir)}: there is no ${module}.ts${ending(meant)}`
}

/** A function whose file has no such export. */
export function missingHandlerExport(
  handler: string,
  { file, exports }: { file: string; exports: readonly string[] },
  serviceDir: string,
): string {
  const name = handler.slice(handler.lastIndexOf('.') + 1)
  const closest = closestName(name, exports)
  const meant = closest && `${handler.slice(0, handler.lastIndexOf('.'))}.${closest}`
  return `${written(handler, serviceDir)}: ${file} has no export ${name}${ending(meant)}`
}

function written(handler: string, serviceDir: string): string {
  const place = placeOf(new RegExp(`\\b${RegExp.escape(handler)}(?![\\w.])`), serviceDir)
  return `${place ? `${place}: ` : ''}handler ${handler} does not exist`
}

const ending = (meant: string | undefined) => (meant ? `. Did you mean ${meant}?` : '')
