import { javaText } from '../java-text.ts'
import type { Json } from '../json.ts'
import { invalidArguments } from './functions.ts'

/**
 * `States.Format`: the template with each `{}` replaced by the next argument. Braces that stand for themselves are escaped
 * with a backslash.
 * @throws InvalidArguments when the template is not a string, has a lone brace or not as many `{}` as there are arguments
 */
export function format(template: Json | undefined, values: Json[]): string {
  if (typeof template !== 'string') throw invalidArguments('States.Format')
  const parts = template.match(/\\.|\{\}|[^\\]/gs) ?? []
  const left = [...values]
  const text = parts.map((part) => {
    if (part.startsWith('\\')) return part.slice(1)
    if (part === '{' || part === '}') throw invalidArguments('States.Format')
    if (part !== '{}') return part
    const value = left.shift()
    if (value === undefined) throw invalidArguments('States.Format')
    return javaText(value)
  })
  if (left.length > 0) throw invalidArguments('States.Format')
  return text.join('')
}
