import * as z from 'zod'
import type { ResourcePolicies } from '../../iam/policy.ts'

/** The policies of topics. */
export const topicPolicies: ResourcePolicies = (resources) =>
  resources
    .filter(({ type }) => type === 'AWS::SNS::TopicPolicy')
    .flatMap(({ name, properties }) => {
      const { Topics, PolicyDocument: document } = Properties.parse(properties)
      return Topics.map((resourceArn) => ({ resourceArn, name, document }))
    })

const Properties = z.looseObject({ Topics: z.array(z.string()), PolicyDocument: z.unknown() })
