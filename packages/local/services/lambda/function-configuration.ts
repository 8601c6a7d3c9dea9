import * as z from 'zod'
import type { Resource } from '../../cloudformation/stack.ts'

const Properties = z.looseObject({
  Handler: z.string().default(''),
  Role: z.string(),
  Runtime: z.string().default(''),
  Layers: z.array(z.string()).default([]),
  MemorySize: z.number().default(128),
  Timeout: z.number().default(3),
  ReservedConcurrentExecutions: z.number().optional(),
  Environment: z
    .object({ Variables: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)) })
    .default({ Variables: {} }),
})

/** What the template says about a function. */
export type FunctionConfiguration = {
  name: string
  arn: string
  /** `steps/process/step-a.handler`: a file without its extension, then the name it exports. */
  handler: string
  /** `nodejs22.x`; empty for a container image. */
  runtime: string
  /** ARNs of what is unpacked into `/opt`, the first one first. */
  layers?: readonly string[]
  roleName: string
  memoryMb: number
  timeoutMs: number
  /** At most so many invocations at once; the rest are throttled. */
  reservedConcurrency?: number
  variables: Readonly<Record<string, string>>
}

/** Reads an `AWS::Lambda::Function`. @throws ZodError */
export function functionConfiguration({ name, attributes, properties }: Resource): FunctionConfiguration {
  const { Handler, Role, Runtime, MemorySize, Timeout, ReservedConcurrentExecutions, Environment, Layers } =
    Properties.parse(properties)
  return {
    name,
    arn: attributes.Arn ?? name,
    handler: Handler,
    runtime: Runtime,
    ...(Layers.length > 0 && { layers: Layers }),
    roleName: Role.slice(Role.lastIndexOf('/') + 1),
    memoryMb: MemorySize,
    timeoutMs: Timeout * 1000,
    ...(ReservedConcurrentExecutions !== undefined && { reservedConcurrency: ReservedConcurrentExecutions }),
    variables: Environment.Variables,
  }
}
