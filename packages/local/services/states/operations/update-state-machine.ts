import * as z from 'zod'
import { stateMachineOf } from '../resources.ts'
import { checkDefinition } from '../state-machines/check-definition.ts'
import { loggingText } from '../state-machines/logging-configuration.ts'
import { publish } from '../state-machines/publish.ts'
import { revise } from '../state-machines/revise.ts'
import type { States } from '../states.ts'
import { arn, definition, description, loggingConfiguration, seconds, tracingConfiguration } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'
import { StatesError, validationException } from '../wire/states-error.ts'

const UpdateStateMachineRequest = z.object({
  stateMachineArn: arn,
  definition: definition.optional(),
  roleArn: arn.optional(),
  loggingConfiguration: loggingConfiguration.optional(),
  tracingConfiguration: tracingConfiguration.optional(),
  publish: z.boolean().default(false),
  versionDescription: description,
})

/**
 * Running executions go on with what they started with. An update that changes nothing makes no new revision.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html
 */
export async function updateStateMachine(request: unknown, states: States) {
  const asked = parseRequest(UpdateStateMachineRequest, request)
  const machine = stateMachineOf(asked.stateMachineArn, states)
  const { definition, roleArn, loggingConfiguration: logging, tracingConfiguration: tracing } = asked
  if (asked.versionDescription !== undefined && !asked.publish)
    throw validationException('Version description can only be set when publish is true')
  const isNothingGiven = [definition, roleArn, logging, tracing].every((member) => member === undefined)
  if (isNothingGiven && !asked.publish)
    throw new StatesError(
      'MissingRequiredParameter',
      'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
    )
  if (definition !== undefined) await checkDefinition(definition, machine.type)

  const updatedAt = states.clock.now()
  const updated = revise(
    machine,
    {
      ...(definition !== undefined && { definition }),
      ...(roleArn !== undefined && { roleArn }),
      ...(logging !== undefined && { logging: loggingText(logging) }),
      ...(tracing !== undefined && { tracing: JSON.stringify(tracing) }),
    },
    states,
  )
  const version = asked.publish ? publish(updated, asked.versionDescription, states) : undefined
  const { revisionId } = updated.revision
  return {
    updateDate: seconds(updatedAt),
    ...(revisionId !== undefined && { revisionId }),
    ...(version && { stateMachineVersionArn: version.arn }),
  }
}
