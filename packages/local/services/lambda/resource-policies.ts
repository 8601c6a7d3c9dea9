import * as z from 'zod'
import type { ResourcePolicies } from '../../iam/policy.ts'

/**
 * Each permission is a statement of the function's policy.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 */
export const functionPolicies: ResourcePolicies = (resources, { accountId, region }) =>
  resources
    .filter(({ type }) => type === 'AWS::Lambda::Permission')
    .map(({ name, properties }) => {
      const permission = Properties.parse(properties)
      const resourceArn = `arn:aws:lambda:${region}:${accountId}:function:${permission.FunctionName.split(':').at(-1)}`
      return { resourceArn, name, document: documentOf(permission, resourceArn) }
    })

function documentOf(permission: z.infer<typeof Properties>, functionArn: string): object {
  const { Action, Principal, SourceArn, SourceAccount } = permission
  return {
    Statement: {
      Effect: 'Allow',
      Action,
      Resource: functionArn,
      Principal: Principal === '*' ? '*' : { [Principal.includes('.amazonaws.com') ? 'Service' : 'AWS']: Principal },
      Condition: {
        ...(SourceArn && { ArnLike: { 'aws:SourceArn': SourceArn } }),
        ...(SourceAccount && { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
      },
    },
  }
}

const Properties = z.looseObject({
  FunctionName: z.string(),
  Action: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.coerce.string().optional(),
})
