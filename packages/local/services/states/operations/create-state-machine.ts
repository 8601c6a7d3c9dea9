import * as z from 'zod'
import { checkDefinition } from '../state-machines/check-definition.ts'
import { loggingText } from '../state-machines/logging-configuration.ts'
import { publish } from '../state-machines/publish.ts'
import type { States } from '../states.ts'
import type { StateMachine } from '../store/state-machines.ts'
import { validName } from '../wire/arn.ts'
import {
  arn,
  definition,
  description,
  loggingConfiguration,
  machineType,
  seconds,
  tags,
  tracingConfiguration,
} from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'
import { StatesError, validationException } from '../wire/states-error.ts'

const CreateStateMachineRequest = z.object({
  name: z.string(),
  definition,
  roleArn: arn,
  type: machineType.default('STANDARD'),
  loggingConfiguration: loggingConfiguration.optional(),
  tracingConfiguration: tracingConfiguration.optional(),
  tags: tags.default([]),
  publish: z.boolean().default(false),
  versionDescription: description,
})

/**
 * Creating the same machine again finds it.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
 */
export async function createStateMachine(request: unknown, states: States) {
  const asked = parseRequest(CreateStateMachineRequest, request)
  const logging = loggingText(asked.loggingConfiguration)
  const name = validName(asked.name)
  const tracing = JSON.stringify(asked.tracingConfiguration ?? { enabled: false })
  if (asked.versionDescription !== undefined && !asked.publish)
    throw validationException('Version description can only be set when publish is true')
  await checkDefinition(asked.definition, asked.type)

  const { store, arns, clock } = states
  const stateMachineArn = arns.stateMachine(name)
  const existing = store.stateMachines.get(stateMachineArn)
  if (existing === undefined) {
    const { definition, roleArn, type } = asked
    store.stateMachines.create(
      { arn: stateMachineArn, name, type },
      { stateMachineArn, definition, roleArn, logging, tracing, createdAt: clock.now() },
    )
    store.tags.put(stateMachineArn, asked.tags)
  } else if (!isSame(existing, { ...asked, logging, tracing })) {
    throw new StatesError('StateMachineAlreadyExists', `State Machine Already Exists: '${stateMachineArn}'`)
  }

  const machine = existing ?? (store.stateMachines.get(stateMachineArn) as StateMachine)
  const version = asked.publish ? publish(machine, asked.versionDescription, states) : undefined
  return {
    stateMachineArn,
    creationDate: seconds(machine.createdAt),
    ...(version && { stateMachineVersionArn: version.arn }),
  }
}

type Definition = Pick<StateMachine['revision'], 'definition' | 'roleArn' | 'logging' | 'tracing'>

/** AWS does not look at the role: see the API's page on idempotency. */
const isSame = ({ type, revision }: StateMachine, asked: Definition & { type: string }): boolean =>
  type === asked.type &&
  revision.definition === asked.definition &&
  revision.logging === asked.logging &&
  revision.tracing === asked.tracing
