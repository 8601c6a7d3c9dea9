import type { Place } from './place.ts'

const LONGEST = 80

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#naming-conventions */
export function checkVariableName(name: string, at: Place): void {
  if (name === 'states') return at.error('RESERVED_VARIABLE_NAME', "Cannot assign to reserved variable '$states'.")
  if (!/^[\p{ID_Start}][\p{ID_Continue}]*$/u.test(name)) {
    at.error('INVALID_VARIABLE_NAME', `Invalid variable name '${name}': the variable name contains invalid characters.`)
  } else if (name.length > LONGEST) {
    const limit = `the variable name exceeds the ${LONGEST}-character limit allowed by the service.`
    at.error('INVALID_VARIABLE_NAME', `Invalid variable name '${name}': ${limit}`)
  }
}
