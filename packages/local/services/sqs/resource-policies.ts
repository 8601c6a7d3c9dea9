import * as z from 'zod'
import type { ResourcePolicies } from '../../iam/policy.ts'

/** The policies of queues, which the template names by their URLs. */
export const queuePolicies: ResourcePolicies = (resources, { accountId, region }) =>
  resources
    .filter(({ type }) => type === 'AWS::SQS::QueuePolicy')
    .flatMap(({ name, properties }) => {
      const { Queues, PolicyDocument: document } = Properties.parse(properties)
      const arnOf = (url: string) => `arn:aws:sqs:${region}:${accountId}:${url.split('/').at(-1)}`
      return Queues.map((url) => ({ resourceArn: arnOf(url), name, document }))
    })

const Properties = z.looseObject({ Queues: z.array(z.string()), PolicyDocument: z.unknown() })
