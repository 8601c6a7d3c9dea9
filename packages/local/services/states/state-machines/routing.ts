import * as z from 'zod'
import type { States } from '../states.ts'
import type { Routing } from '../store/aliases.ts'
import { parseArn } from '../wire/arn.ts'
import { resourceNotFound, validationException } from '../wire/states-error.ts'

export const routingConfiguration = z
  .array(z.object({ stateMachineVersionArn: z.string().min(1).max(256), weight: z.number().int().min(0).max(100) }))
  .min(1)
  .max(2)

/**
 * The state machine whose versions the routing names.
 * @throws StatesError ValidationException, ResourceNotFound
 */
export function routedStateMachine(routing: Routing, { store }: States): string {
  const versionArns = routing.map(({ stateMachineVersionArn }) => stateMachineVersionArn)
  const received = `Received: [${versionArns.join(', ')}]`
  const parsed = versionArns.map((arn) => parseArn(arn, 'stateMachine'))
  if (parsed.some(({ qualifier }) => qualifier === undefined || !/^\d+$/.test(qualifier)))
    throw validationException(`Routing configuration must contain state machine version ARNs. ${received}`)
  if (new Set(versionArns).size < versionArns.length)
    throw validationException(`Routing configuration must contain distinct state machine version ARNs. ${received}`)
  const machines = new Set(parsed.map(({ unqualified }) => unqualified))
  const [stateMachineArn = ''] = machines
  if (machines.size > 1)
    throw validationException(`Routing configuration must contain versions of the same state machine. ${received}`)
  const weights = routing.map(({ weight }) => weight)
  if (weights.reduce((sum, weight) => sum + weight, 0) !== 100)
    throw validationException(`Sum of routing configuration weights must equal 100. Received: [${weights.join(', ')}]`)
  const missing = versionArns.find((arn) => store.versions.get(arn) === undefined)
  if (missing !== undefined) throw resourceNotFound(missing)
  return stateMachineArn
}
