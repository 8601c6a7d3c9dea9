import { checkDefinition } from './state-machines/check-definition.ts'
import { loggingText } from './state-machines/logging-configuration.ts'
import { revise } from './state-machines/revise.ts'
import type { States } from './states.ts'
import type { StateMachineType } from './store/state-machines.ts'
import { validName } from './wire/arn.ts'
import { loggingConfiguration } from './wire/members.ts'

/** A state machine of the template, everything in it resolved. */
export type TemplateStateMachine = {
  name: string
  definition: string
  roleArn: string
  type?: StateMachineType
  /** As the API's `loggingConfiguration` is written. */
  logging?: unknown
  tracing?: { enabled: boolean }
  tags?: { key: string; value: string }[]
}

/**
 * Makes a state machine what the template says, whatever it was before. Running executions keep the definition they started with.
 * Returns its ARN.
 * @throws StatesError InvalidDefinition, InvalidName
 */
export async function putStateMachine(machine: TemplateStateMachine, states: States): Promise<string> {
  const { definition, roleArn, type = 'STANDARD' } = machine
  const name = validName(machine.name)
  await checkDefinition(definition, type)
  const logging = loggingText(machine.logging === undefined ? undefined : loggingConfiguration.parse(machine.logging))
  const tracing = JSON.stringify(machine.tracing ?? { enabled: false })

  const { store, arns, clock } = states
  const stateMachineArn = arns.stateMachine(name)
  const existing = store.stateMachines.get(stateMachineArn)
  if (existing?.type === type) revise(existing, { definition, roleArn, logging, tracing }, states)
  else {
    // As CloudFormation does it: another type is another machine.
    if (existing) store.stateMachines.remove(stateMachineArn)
    const revision = { stateMachineArn, definition, roleArn, logging, tracing, createdAt: clock.now() }
    store.stateMachines.create({ arn: stateMachineArn, name, type }, revision)
  }
  store.tags.removeAll(stateMachineArn)
  store.tags.put(stateMachineArn, machine.tags ?? [])
  await store.committed()
  return stateMachineArn
}
