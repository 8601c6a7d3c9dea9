import * as z from 'zod'
import { diagnose, hasErrors } from '../state-machines/check-definition.ts'
import { definition, machineType } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'

const ValidateStateMachineDefinitionRequest = z.object({
  definition,
  type: machineType.default('STANDARD'),
  severity: z.enum(['ERROR', 'WARNING']).default('ERROR'),
  maxResults: z.number().int().min(0).max(100).default(100),
})

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html */
export async function validateStateMachineDefinition(request: unknown) {
  const { definition, type, severity, maxResults } = parseRequest(ValidateStateMachineDefinitionRequest, request)
  const found = (await diagnose(definition, type)).filter((one) => severity === 'WARNING' || one.severity === 'ERROR')
  const limit = maxResults || 100
  return {
    result: hasErrors(found) ? 'FAIL' : 'OK',
    diagnostics: found.slice(0, limit),
    truncated: found.length > limit,
  }
}
