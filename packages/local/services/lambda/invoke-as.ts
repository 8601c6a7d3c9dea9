import type { AwsRequest, AwsResponse } from '../../endpoint/service.ts'
import type { ServicePrincipal } from '../../iam/caller.ts'
import type { Iam } from '../../iam/iam.ts'

export type InvokeAsOptions = {
  send(signingName: string, request: AwsRequest): Promise<AwsResponse>
  denial: Iam['denial']
  /** Why a function did not get what it should. */
  log: (line: string) => void
}

/**
 * Invokes a function in the name of a service, later and without an answer. Resolves when that is on disk, or has been said to be lost:
 * the function's own policy has to let the service in.
 * @param sourceArn the topic or bucket that it comes from
 */
export async function invokeAs(
  service: ServicePrincipal['service'],
  { functionArn, sourceArn, event }: { functionArn: string; sourceArn: string; event: object },
  { send, denial, log }: InvokeAsOptions,
): Promise<void> {
  const lost = (why: string) => log(`an event of ${sourceArn} for ${functionArn} is lost: ${why}`)
  const refusal = denial({ type: 'service', service }, 'lambda:InvokeFunction', functionArn, {
    'aws:SourceArn': sourceArn,
  })
  if (refusal !== undefined) return lost(refusal)
  const { status, body } = await send('lambda', {
    method: 'POST',
    url: `/2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`,
    headers: { 'x-amz-invocation-type': 'Event', 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(event)),
    // It was allowed before it was sent.
    caller: { type: 'developer' },
  })
  if (status >= 300) lost(String(body))
}
