import * as z from 'zod'
import { summary } from '../executions/summary.ts'
import { mapRunOf } from '../resources.ts'
import type { States } from '../states.ts'
import type { Execution, ListedBy } from '../store/executions.ts'
import { parseArn } from '../wire/arn.ts'
import { longArn, maxResults, nextToken } from '../wire/members.ts'
import { page, positionOf } from '../wire/next-token.ts'
import { parseRequest } from '../wire/parse-request.ts'
import { stateMachineDoesNotExist, stateMachineTypeNotSupported, validationException } from '../wire/states-error.ts'

const ListExecutionsRequest = z.object({
  stateMachineArn: longArn.optional(),
  mapRunArn: longArn.optional(),
  statusFilter: z.enum(['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING']).optional(),
  redriveFilter: z.enum(['REDRIVEN', 'NOT_REDRIVEN']).optional(),
  maxResults,
  nextToken,
})

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html */
export function listExecutions(request: unknown, states: States) {
  const { maxResults: limit, ...asked } = parseRequest(ListExecutionsRequest, request)
  const by = listedBy(asked, states)
  const { items, ...next } = page(
    matching(by, asked, positionOf(asked.nextToken, Number.MAX_SAFE_INTEGER), limit + 1, states),
    limit,
    ({ id }) => id,
  )
  return { executions: items.map(summary), ...next }
}

function listedBy({ stateMachineArn, mapRunArn }: Filters, states: States): ListedBy {
  const { store } = states
  if ((stateMachineArn === undefined) === (mapRunArn === undefined))
    throw validationException('Must provide a State Machine ARN or Map Run ARN, but not both.')
  if (mapRunArn !== undefined) {
    mapRunOf(mapRunArn, states)
    return { type: 'mapRun', mapRunArn }
  }
  const asked = stateMachineArn ?? ''
  const { unqualified, qualifier } = parseArn(asked, 'stateMachine')
  const machine = store.stateMachines.get(unqualified)
  if (machine === undefined) throw stateMachineDoesNotExist(asked)
  if (machine.type === 'EXPRESS') throw stateMachineTypeNotSupported()
  if (qualifier === undefined) return { type: 'stateMachine', stateMachineArn: machine.arn }
  if (store.versions.get(asked)) return { type: 'version', stateMachineArn: machine.arn, versionArn: asked }
  if (store.aliases.get(asked)) return { type: 'alias', stateMachineArn: machine.arn, aliasArn: asked }
  throw stateMachineDoesNotExist(asked)
}

/** Goes through the executions page by page until enough pass the filters. */
function matching(by: ListedBy, filters: Filters, before: number, limit: number, { store }: States): Execution[] {
  const found: Execution[] = []
  for (let last = before; found.length < limit; ) {
    const executions = store.executions.list(by, last, 1000)
    found.push(...executions.filter((execution) => passes(execution, filters)))
    if (executions.length < 1000) break
    last = executions.at(-1)?.id ?? 0
  }
  return found.slice(0, limit)
}

type Filters = Pick<
  z.output<typeof ListExecutionsRequest>,
  'stateMachineArn' | 'mapRunArn' | 'statusFilter' | 'redriveFilter'
>

const passes = ({ status, redriveCount }: Execution, { statusFilter, redriveFilter }: Filters): boolean =>
  (statusFilter === undefined || status === statusFilter) &&
  (redriveFilter === undefined || redriveCount > 0 === (redriveFilter === 'REDRIVEN'))
