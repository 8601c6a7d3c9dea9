import * as z from 'zod'
import { stateMachineOf } from '../resources.ts'
import { publish } from '../state-machines/publish.ts'
import type { States } from '../states.ts'
import { arn, description, seconds } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'
import { conflict } from '../wire/states-error.ts'

const PublishStateMachineVersionRequest = z.object({
  stateMachineArn: arn,
  revisionId: z.string().optional(),
  description,
})

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_PublishStateMachineVersion.html */
export function publishStateMachineVersion(request: unknown, states: States) {
  const asked = parseRequest(PublishStateMachineVersionRequest, request)
  const machine = stateMachineOf(asked.stateMachineArn, states)
  const current = machine.revision.revisionId ?? 'INITIAL'
  if (asked.revisionId !== undefined && asked.revisionId !== current)
    throw conflict(
      `Failed to publish the State Machine version for revision ${asked.revisionId}. The current State Machine revision is ${current}.`,
    )
  const version = publish(machine, asked.description, states)
  return { stateMachineVersionArn: version.arn, creationDate: seconds(version.createdAt) }
}
