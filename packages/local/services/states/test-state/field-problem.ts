import type * as z from 'zod'

const expectedTypes: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a number',
  boolean: 'a boolean',
  array: 'an array',
  object: 'an object',
  record: 'an object',
}

/** What is wrong with a field, in the words of TestState. The issue must have been reported with its input. */
export function fieldProblem(issue: z.core.$ZodIssue): string {
  const name = [...issue.path].reverse().find((part) => typeof part === 'string') ?? ''
  if (issue.path.length === 0 && issue.code === 'invalid_type') return 'The value must be a JSON object'
  if (isMissing(issue)) return `Required field '${name}' is missing`
  switch (issue.code) {
    case 'invalid_type':
      return `Field '${name}' must be ${expectedTypes[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return typeof issue.input === 'string'
        ? `Field '${name}' is not an expected value`
        : `Field '${name}' must be a string`
    case 'too_small':
      return issue.origin === 'number'
        ? `Field '${name}' is less than the minimum value`
        : `Field '${name}' is smaller than the minimum length`
    case 'too_big':
      return issue.origin === 'number'
        ? `Field '${name}' is greater than the maximum value`
        : `Field '${name}' is larger than the maximum length`
    case 'unrecognized_keys':
      return `Field '${issue.keys[0]}' is not allowed`
    default:
      return `Field '${name}' is not valid`
  }
}

/** A field that is not there, though it must be. */
export function isMissing({ code, input }: z.core.$ZodIssue): boolean {
  return (code === 'invalid_type' || code === 'invalid_value') && input === undefined
}
