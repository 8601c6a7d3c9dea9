import type * as z from 'zod/mini'

type Schema = z.core.$ZodType

/** Kinds that have nothing in common; of others, such as unions, nothing is said. */
const plain = new Set(['string', 'number', 'boolean', 'array', 'object', 'null'])

/**
 * Why what one schema lets through need not satisfy another: the path of the field and what is wrong, in words that follow it;
 * undefined where that cannot be told.
 */
export function mismatch(needed: Schema, added: Schema, path: string): { path: string; problem: string } | undefined {
  if (needed === added) return undefined
  const [need, add] = [kindOf(needed), kindOf(added)]
  if (!plain.has(need.type) || !plain.has(add.type)) return undefined
  if (need.type !== add.type) return { path, problem: `has to be ${a(need.type)}, and is ${a(add.type)}` }
  for (const [name, field] of Object.entries(need.shape ?? {})) {
    const given = add.shape?.[name]
    const at = `${path}.${name}`
    if (optional(field)) continue
    if (!given && !add.catchall) return { path: at, problem: 'is not there' }
    if (!given) continue
    if (optional(given)) return { path: at, problem: 'need not be there' }
    const inside = mismatch(field, given, at)
    if (inside) return inside
  }
  return undefined
}

const kindOf = (schema: Schema) => schema._zod.def as { type: string } & Partial<z.core.$ZodObjectDef>
const optional = (schema: Schema) => schema._zod.optin === 'optional' || schema._zod.optout === 'optional'
const a = (type: string) => (type === 'null' ? 'null' : `${/^[ao]/.test(type) ? 'an' : 'a'} ${type}`)
