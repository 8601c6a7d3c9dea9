import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import * as z from 'zod'

/** Files of the repository by the files of it that they import, types included. Paths start at the repository's root. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>

/** What the file imports: a path from the repository's root for our own files, the specifier as written for packages. */
export function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier = '']) =>
    specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier,
  )
}

/** All TypeScript and JavaScript that is tracked, or will be with the next commit. */
export function importGraph(): ImportGraph {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx', '*.js', '*.mjs'], {
    encoding: 'utf8',
  })
  const files = listed.split('\n').filter((file) => file !== '' && existsSync(file))
  const entries = packageEntries()
  return new Map(files.map((file) => [file, importsOf(file).map((target) => entries.get(target) ?? target)] as const))
}

const Manifest = z.object({ name: z.string(), exports: z.record(z.string(), z.record(z.string(), z.string())) })

/** The source file behind each name that a package of ours can be imported by. */
function packageEntries(): Map<string, string> {
  return new Map(
    globSync('packages/*/package.json').flatMap((path) => {
      const { name, exports } = Manifest.parse(JSON.parse(readFileSync(path, 'utf8')))
      return Object.entries(exports).flatMap(([subpath, { 'sfs3-source': source }]): [string, string][] =>
        source === undefined ? [] : [[join(name, subpath), join(dirname(path), source)]],
      )
    }),
  )
}

/**
 * The files of each import circle: the graph's strongly connected components of more than one file, and files that import
 * themselves.
 * @see https://en.wikipedia.org/wiki/Tarjan%27s_strongly_connected_components_algorithm
 */
export function importCircles(graph: ImportGraph): string[][] {
  const circles: string[][] = []
  const order = new Map<string, number>()
  const stack: string[] = []

  function visit(file: string): number {
    const own = order.size
    order.set(file, own)
    stack.push(file)
    let low = own
    for (const target of graph.get(file) ?? []) {
      if (!graph.has(target)) continue
      if (!order.has(target)) low = Math.min(low, visit(target))
      else if (stack.includes(target)) low = Math.min(low, order.get(target) ?? own)
    }
    if (low < own) return low
    const component = stack.splice(stack.indexOf(file))
    if (component.length > 1 || graph.get(file)?.includes(file)) circles.push(component.sort())
    return low
  }

  for (const file of graph.keys()) if (!order.has(file)) visit(file)
  return circles
}
