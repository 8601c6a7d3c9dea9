import * as z from 'zod'
import type { Properties } from '../../resources/template.ts'

/** What AWS asks of a machine that logs. @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy */
export const logDelivery = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
]

export const Arn = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) })
const Document = z.object({
  Statement: z.array(z.object({ Effect: z.string(), Action: z.union([z.string(), z.array(z.string())]) })),
})
const Policy = z.object({ PolicyDocument: Document })
const Role = z.object({
  AssumeRolePolicyDocument: z.json(),
  Policies: z.array(Policy).default([]),
  ManagedPolicyArns: z.array(z.object({ Ref: z.string() })).default([]),
})
type AnyTemplate = { Resources: Record<string, { Type: string; Properties?: object | undefined }> }

/** Each resource of a type: its logical id, and what it says. */
export const ofType = ({ Resources }: AnyTemplate, type: string) =>
  Object.entries(Resources).flatMap(([id, { Type, Properties }]) =>
    Type === type ? [{ id, ...(Properties as Properties) }] : [],
  )
export const machinesOf = (template: AnyTemplate) => ofType(template, 'AWS::StepFunctions::StateMachine')
export const functionsOf = (template: AnyTemplate) => ofType(template, 'AWS::Lambda::Function')

/** The role that an ARN names. @throws ZodError where there is none */
export function roleOf({ Resources }: AnyTemplate, arn: unknown) {
  return Role.parse(Resources[Arn.parse(arn)['Fn::GetAtt'][0]]?.Properties)
}

/** What a role may do by its own policies and those that it carries. */
export function allowed(template: AnyTemplate, arn: unknown): string[] {
  const { Policies, ManagedPolicyArns } = roleOf(template, arn)
  const carried = ManagedPolicyArns.map(({ Ref }) => Policy.parse(template.Resources[Ref]?.Properties))
  return [...Policies, ...carried].flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action),
  )
}

/** The trust policy of a role that a service of this account assumes. */
export const trust = (service: unknown) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    },
  ],
})
