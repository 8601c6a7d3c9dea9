import type { JsonObject } from '@sfs3/asl'
import * as z from 'zod'

const oneOrMany = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat())
const value = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const values = z.union([value, z.array(value)]).transform((one) => [one].flat())
const principal = z
  .union([z.literal('*').transform(() => ({ AWS: ['*'] })), z.record(z.string(), oneOrMany)])
  .transform((kinds): Record<string, string[]> => kinds)

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMany.optional(),
  NotAction: oneOrMany.optional(),
  Resource: oneOrMany.optional(),
  NotResource: oneOrMany.optional(),
  /** By type: `AWS`, `Service`, … */
  Principal: principal.optional(),
  NotPrincipal: principal.optional(),
  /** Operator → key → values, of which one has to fit. */
  Condition: z.record(z.string(), z.record(z.string(), values)).optional(),
})

/** A policy as a template or an AWS page has it. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#access_policies-json */
export const PolicyDocument = z.strictObject({
  Version: z.string().optional(),
  Id: z.string().optional(),
  Statement: z.union([Statement, z.array(Statement)]).transform((one) => [one].flat()),
})
export type PolicyDocument = z.infer<typeof PolicyDocument>

/** One statement, and where it stands. */
export type Statement = z.infer<typeof Statement> & { origin: Origin }

/** The policy of a resource itself: a bucket's, a queue's, a function's. */
export type ResourcePolicy = { resourceArn: string; name: string; document: unknown }

/** The resource policies of one service that a template has. */
export type ResourcePolicies = (
  resources: readonly { type: string; name: string; properties: JsonObject }[],
  at: { accountId: string; region: string },
) => ResourcePolicy[]

export type Origin = {
  /** The role that has the policy, or the ARN of the resource that it protects. */
  owner: string
  policy: string
  /** Position within the policy, from 0. */
  index: number
}

/** @throws ZodError when it is not a policy */
export function statementsOf(document: unknown, owner: string, policy: string): Statement[] {
  return PolicyDocument.parse(document).Statement.map((statement, index) => ({
    ...statement,
    origin: { owner, policy, index },
  }))
}
