import type * as z from 'zod'
import { validationException } from './states-error.ts'

/**
 * The request, when it fits its schema.
 * @throws StatesError ValidationException, naming each member that does not fit in the words of AWS
 */
export function parseRequest<S extends z.ZodType>(schema: S, request: unknown): z.output<S> {
  const parsed = schema.safeParse(request, { reportInput: true })
  if (parsed.success) return parsed.data

  const problems = parsed.error.issues.map(
    (issue) =>
      `Value ${quoted(issue.input)} at '${memberPath(issue.path)}' failed to satisfy constraint: ${constraint(issue)}`,
  )
  const count = `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected`
  throw validationException(`${count}: ${problems.join('; ')}`)
}

function constraint(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'number'
        ? `Member must have value less than or equal to ${issue.maximum}`
        : `Member must have length less than or equal to ${issue.maximum}`
    case 'too_small':
      return issue.origin === 'number'
        ? `Member must have value greater than or equal to ${issue.minimum}`
        : `Member must have length greater than or equal to ${issue.minimum}`
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.map(String).join(', ')}]`
    case 'invalid_format':
      return `Member must satisfy regular expression pattern: ${String(issue.pattern).slice(1, -1)}`
    case 'invalid_type':
      return issue.input === undefined || issue.input === null
        ? 'Member must not be null'
        : `Member must be of type ${issue.expected}`
    default:
      return issue.message
  }
}

/** `tags[0].key` is `tags.1.member.key` to AWS. */
const memberPath = (path: readonly PropertyKey[]): string =>
  path.map((part) => (typeof part === 'number' ? `${part + 1}.member` : String(part))).join('.')

function quoted(value: unknown): string {
  if (value === undefined || value === null) return 'null'
  return `'${typeof value === 'object' ? JSON.stringify(value) : String(value)}'`
}
