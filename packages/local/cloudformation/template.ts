import type { Json, JsonObject } from '@sfs3/asl'
import * as z from 'zod'

const Value: z.ZodType<Json> = z.json()
const Properties: z.ZodType<JsonObject> = z.record(z.string(), Value)

const ResourceDefinition = z.looseObject({
  Type: z.string(),
  Properties: Properties.optional(),
  Condition: z.string().optional(),
  DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
})

const Parameter = z.looseObject({
  Type: z.string(),
  Default: z.union([z.string(), z.number()]).optional(),
})

/**
 * The parts of a CloudFormation template that decide what a stack is.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
export const Template = z.looseObject({
  Parameters: z.record(z.string(), Parameter).optional(),
  Mappings: z.record(z.string(), z.record(z.string(), Properties)).optional(),
  Conditions: z.record(z.string(), Value).optional(),
  Resources: z.record(z.string(), ResourceDefinition),
  Outputs: z.record(z.string(), z.looseObject({ Value, Condition: z.string().optional() })).optional(),
})
export type Template = z.infer<typeof Template>
export type ResourceDefinition = z.infer<typeof ResourceDefinition>

/** What is wrong with the template, in one line for its author. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
}
