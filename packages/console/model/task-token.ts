import type { State } from './definition.ts'
import type { Attempt, Visit } from './progress.ts'

/**
 * The task token that a state waits for, where the history has it: its request was made with `$$.Task.Token`, and the history keeps the request.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
 */
export function taskToken(state: State | undefined, visit: Visit): string | undefined {
  const attempt: Attempt | undefined = visit.attempts.at(-1)
  if (!state || attempt?.parameters === undefined || attempt.to !== undefined) return undefined
  try {
    return find(state.Arguments ?? state.Parameters, JSON.parse(attempt.parameters))
  } catch {
    return undefined // the history was recorded without its data
  }
}

/** Looks into the definition and the request side by side. */
function find(written: unknown, given: unknown): string | undefined {
  if (typeof written === 'string') return isToken(written) && typeof given === 'string' ? given : undefined
  if (typeof written !== 'object' || written === null || typeof given !== 'object' || given === null) return undefined
  const values = given as Record<string, unknown>
  for (const [name, value] of Object.entries(written)) {
    const token = find(value, values[name.replace(/\.\$$/, '')])
    if (token !== undefined) return token
  }
  return undefined
}

const isToken = (text: string): boolean =>
  text === '$$.Task.Token' || /^\{%\s*\$states\.context\.Task\.Token\s*%\}$/.test(text)
