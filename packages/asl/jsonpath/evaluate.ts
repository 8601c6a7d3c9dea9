import { javaText } from '../java-text.ts'
import type { Json } from '../json.ts'
import { InvalidPath, isDefinite, pathText, type Step, stepText } from './path.ts'

/** A definite path leads nowhere. The messages are Jayway JsonPath's, which AWS passes on. */
export class PathNotFound extends Error {
  override readonly name = 'PathNotFound'
}

/**
 * What a path finds in `start`: the node of a definite path, else the list of all nodes in document order.
 * `root` is what `$` stands for inside filters.
 * @throws PathNotFound when a definite path finds nothing
 * @throws InvalidPath when several properties are named before the end of the path
 * @see https://github.com/json-path/JsonPath
 */
export function select(steps: Step[], start: Json, root: Json): Json {
  const last = steps.at(-1)
  if (last?.type === 'aggregate') return aggregate(last.name, select(steps.slice(0, -1), start, root), steps)

  const definite = steps.every((step, i) => isDefinite(step, i === steps.length - 1))
  const found: Json[] = []
  try {
    walk({ steps, root, found }, 0, '$', start, true)
  } catch (error) {
    if (definite || !(error instanceof PathNotFound)) throw error
  }
  if (!definite) return found
  const [node] = found
  if (node === undefined) throw new PathNotFound(`No results for path: ${pathText(steps)}`)
  return node
}

type Walk = { steps: Step[]; root: Json; found: Json[] }

/** Follows the path from step `i` on. `at` is the way so far; `certain` while all of it was definite. */
function walk(path: Walk, i: number, at: string, node: Json, certain: boolean): void {
  const step = path.steps[i]
  if (step === undefined) {
    path.found.push(node)
    return
  }
  const isLast = i === path.steps.length - 1
  const certainAfter = certain && isDefinite(step, isLast)
  const follow = (where: string, child: Json) => walk(path, i + 1, where, child, certainAfter)

  switch (step.type) {
    case 'property': {
      const object = asObject(node)
      if (!object) {
        if (certain) throw new PathNotFound(`Property ${stepText(step)} not found in path ${at}`)
        return
      }
      if (step.names.length > 1) {
        const where = `${at}[${step.names.map((name) => `'${name}'`).join(', ')}]`
        if (!isLast) throw new InvalidPath(`Multi properties can only be used as path leafs: ${where}`)
        const present = step.names.filter((name) => Object.hasOwn(object, name))
        follow(where, Object.fromEntries(present.map((name) => [name, object[name] as Json])))
        return
      }
      const [name = ''] = step.names
      const where = `${at}['${name}']`
      if (Object.hasOwn(object, name)) follow(where, object[name] as Json)
      else if (certain && !isLast) throw new PathNotFound(`Missing property in path ${where}`)
      return
    }
    case 'index': {
      const list = asList(node, path.steps.slice(i), at, certain)
      for (const index of step.indices) {
        const item = list?.at(index)
        if (item !== undefined) follow(`${at}[${index}]`, item)
      }
      return
    }
    case 'slice': {
      const list = asList(node, path.steps.slice(i), at, certain) ?? []
      const from = step.from === undefined ? 0 : step.from < 0 ? Math.max(0, list.length + step.from) : step.from
      const to = step.to === undefined ? list.length : step.to < 0 ? list.length + step.to : step.to
      for (let index = from; index < Math.min(to, list.length); index++) {
        follow(`${at}[${index}]`, list[index] as Json)
      }
      return
    }
    case 'wildcard':
      for (const [where, child] of children(node, at)) follow(where, child)
      return
    case 'filter':
      for (const [where, child] of Array.isArray(node) ? children(node, at) : [[at, node] as const]) {
        if (isContainer(child) && step.holds(child, path.root)) follow(where, child)
      }
      return
    case 'descendants':
      for (const [where, child] of descendants(node, at)) {
        if (accepts(path.steps[i + 1], child, isContainer(child))) walk(path, i + 1, where, child, false)
      }
      return
    case 'aggregate':
      return
  }
}

/** After `..` only the nodes that the next step can start from are tried; a filter meets each object once, not in its list too. */
function accepts(next: Step | undefined, node: Json, container: boolean): boolean {
  if (next?.type === 'index' || next?.type === 'slice') return Array.isArray(node)
  if (next?.type === 'filter') return asObject(node) !== undefined
  return container
}

function asObject(node: Json): { [name: string]: Json } | undefined {
  return typeof node === 'object' && node !== null && !Array.isArray(node) ? node : undefined
}

function isContainer(node: Json): boolean {
  return typeof node === 'object' && node !== null
}

function asList(node: Json, rest: Step[], at: string, certain: boolean): Json[] | undefined {
  if (Array.isArray(node)) return node
  if (!certain) return undefined
  if (node === null) throw new PathNotFound(`The path ${at} is null`)
  const filter = rest.map(stepText).join('')
  throw new PathNotFound(`Filter: ${filter} can only be applied to arrays. Current context is: ${javaText(node)}`)
}

function* children(node: Json, at: string): Generator<readonly [string, Json]> {
  if (Array.isArray(node)) {
    for (const [index, item] of node.entries()) yield [`${at}[${index}]`, item]
  } else {
    for (const [name, value] of Object.entries(asObject(node) ?? {})) yield [`${at}['${name}']`, value]
  }
}

function* descendants(node: Json, at: string): Generator<readonly [string, Json]> {
  yield [at, node]
  for (const [where, child] of children(node, at)) yield* descendants(child, where)
}

function aggregate(name: string, value: Json, steps: Step[]): Json {
  if (name === 'length') {
    const size = Array.isArray(value) ? value.length : asObject(value) && Object.keys(value as object).length
    if (size !== undefined) return size
  } else if (Array.isArray(value)) {
    const numbers = value.filter((item) => typeof item === 'number')
    if (numbers.length > 0) return AGGREGATES[name]?.(numbers) ?? null
  }
  throw new PathNotFound(`No results for path: ${pathText(steps)}`)
}

const AGGREGATES: { [name: string]: (numbers: number[]) => number } = {
  min: (numbers) => Math.min(...numbers),
  max: (numbers) => Math.max(...numbers),
  avg: mean,
  stddev: (numbers) => Math.sqrt(mean(numbers.map((n) => n * n)) - mean(numbers) ** 2),
}

function mean(numbers: number[]): number {
  return numbers.reduce((sum, n) => sum + n, 0) / numbers.length
}
