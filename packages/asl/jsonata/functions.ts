import type jsonata from 'jsonata'
import { hash } from '../intrinsics/functions.ts'
import { JavaRandom } from '../random/java-random.ts'
import { randomUuid } from '../random/random-uuid.ts'
import type { QueryScope } from '../scope.ts'
import { memoryLimit } from './bounds.ts'
import { counted, type Implementation, nativeFunctions } from './native-functions.ts'

/** The most items that AWS lets `$range` make. */
const LONGEST_RANGE = 360_145

/** What JSONata's own `$error` throws, and what the functions that AWS adds fail with. */
function failure(message: string) {
  return { code: 'D3137', stack: new Error().stack, message }
}

/**
 * Counts JSONata's own functions, gives an expression those that AWS adds, takes away `$eval`, and makes those that depend on time or chance
 * depend on the scope alone.
 * @param scope what the evaluation under way sees
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export function defineFunctions(expression: jsonata.Expression, scope: () => Pick<QueryScope, 'random' | 'now'>): void {
  for (const [name, native] of nativeFunctions) expression.assign(name, native)
  expression.assign('eval', undefined)
  const define = (name: string, implementation: Implementation, signature: string) =>
    expression.registerFunction(name, counted(name, implementation), signature)
  define('parse', parse, '<s?:x>')
  define('partition', partition, '<an?:a<a>>')
  define('range', range, '<nnn?:a<n>>')
  define('hash', digest, '<s-s?:s>')
  define('uuid', () => randomUuid(scope().random), '<:s>')
  define(
    'random',
    (seed?: number) => (seed === undefined ? scope().random() : new JavaRandom(seed).nextDouble()),
    '<n?:n>',
  )
  define('shuffle', (list?: unknown[]) => list && shuffled(list, scope().random), '<a:a>')
  define('millis', () => scope().now, '<:n>')
  define(
    'now',
    function (picture?: string, timezone?: string) {
      return this.environment.lookup('fromMillis').implementation.call(this, scope().now, picture, timezone)
    },
    '<s?s?:s>',
  )
}

function parse(text?: string): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text, (_, value: unknown) => {
      if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('number out of range')
      return value
    })
  } catch (error) {
    throw failure(`Invalid JSON: ${error instanceof Error ? error.message : error}`)
  }
}

function partition(list?: unknown[], size?: number): unknown[][] | undefined {
  if (list === undefined || list.length === 0) return undefined
  if (size === undefined) return [list]
  const chunk = Math.trunc(size)
  if (chunk < 0) throw failure('Second argument must be zero or greater')
  if (chunk === 0) return undefined
  return Array.from({ length: Math.ceil(list.length / chunk) }, (_, i) => list.slice(i * chunk, (i + 1) * chunk))
}

function range(start?: number, end?: number, step?: number): number[] | number | undefined {
  if (start === undefined || end === undefined || step === undefined) return undefined
  const [from, to, by] = [Math.trunc(start), Math.trunc(end), Math.trunc(step)]
  const length = by === 0 ? 0 : Math.floor((to - from) / by) + 1
  if (length <= 0) return undefined
  if (length > LONGEST_RANGE) throw memoryLimit()
  // JSONata has no list of one number that its own functions return: it is the number.
  return length === 1 ? from : Array.from({ length }, (_, i) => from + i * by)
}

function digest(text?: string, algorithm?: string): string | undefined {
  if (text === undefined || algorithm === undefined) return undefined
  const result = hash(text, algorithm)
  if (result === undefined) throw failure(`Unsupported hash algorithm: ${algorithm}`)
  return result
}

function shuffled(list: unknown[], random: () => number): unknown[] {
  const result = [...list]
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[result[i], result[j]] = [result[j], result[i]]
  }
  return result
}
