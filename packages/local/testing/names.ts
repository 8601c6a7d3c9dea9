import { type Machine, parseMachine } from '@sfs3/asl'
import type { Resource, Stack } from '../cloudformation/stack.ts'
import { didYouMean } from '../did-you-mean.ts'
import type { Region } from '../region.ts'

type NamedRegion = Pick<Region, 'stack' | 'compiled' | 'services'>

/**
 * A state machine by its ARN or its name, which may lack what the stack's name gives it: `process` for `sfs3-dev-process`.
 * @throws Error for one that is not there, with the nearest name
 */
export function machineOf(region: NamedRegion, name: string): { arn: string; definition: Machine } {
  const { store } = region.services.states.stepFunctions.states
  const arn = name.startsWith('arn:') ? name : (machineResource(region.stack, name).attributes.Arn ?? '')
  const machine = store.stateMachines.get(arn)
  if (!machine) throw new Error(`there is no state machine ${name}`)
  return { arn, definition: parseMachine(JSON.parse(machine.revision.definition)) }
}

/** The name of a function by its name, the one that serverless.yml has, or what is left without the stack's name. @throws Error */
export function functionNameOf(region: NamedRegion, name: string): string {
  const logicalId = region.compiled.functionIds[name]
  const found = region.stack.ofType('AWS::Lambda::Function').find((one) => one.logicalId === logicalId)
  return found?.name ?? resourceOf(region.stack, 'AWS::Lambda::Function', 'function', name).name
}

/** The state machine of a template. @throws Error */
export const machineResource = (stack: Stack, name: string): Resource =>
  resourceOf(stack, 'AWS::StepFunctions::StateMachine', 'state machine', name)

function resourceOf(stack: Stack, type: string, what: string, name: string): Resource {
  const resources = stack.ofType(type)
  const names = ({ name: full, logicalId }: { name: string; logicalId: string }) => [
    full,
    logicalId,
    short(full, stack.name),
  ]
  const found = resources.find((resource) => names(resource).includes(name))
  if (found) return found
  const known = resources.map((resource) => short(resource.name, stack.name))
  throw new Error(`there is no ${what} '${name}'${didYouMean(name, known)}`)
}

const short = (name: string, stackName: string): string =>
  name.startsWith(`${stackName}-`) ? name.slice(stackName.length + 1) : name
