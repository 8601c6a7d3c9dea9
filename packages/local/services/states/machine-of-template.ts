import * as z from 'zod'
import type { Resource } from '../../cloudformation/stack.ts'
import { TemplateError } from '../../cloudformation/template.ts'
import type { TemplateStateMachine } from './put-state-machine.ts'

const Properties = z.looseObject({
  DefinitionString: z.string().optional(),
  Definition: z.record(z.string(), z.json()).optional(),
  DefinitionSubstitutions: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  RoleArn: z.string(),
  StateMachineType: z.enum(['STANDARD', 'EXPRESS']).default('STANDARD'),
  LoggingConfiguration: z
    .looseObject({
      Level: z.string().default('OFF'),
      IncludeExecutionData: z.boolean().default(false),
      Destinations: z
        .array(z.looseObject({ CloudWatchLogsLogGroup: z.looseObject({ LogGroupArn: z.string() }) }))
        .default([]),
    })
    .optional(),
  TracingConfiguration: z.looseObject({ Enabled: z.boolean().default(false) }).optional(),
  Tags: z.array(z.looseObject({ Key: z.string(), Value: z.string() })).default([]),
})

/**
 * An `AWS::StepFunctions::StateMachine` of the stack.
 * @throws TemplateError without a definition in the template
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
 */
export function machineOfTemplate({ logicalId, name, properties }: Resource): TemplateStateMachine {
  const machine = Properties.parse(properties)
  const definition = machine.DefinitionString ?? (machine.Definition && JSON.stringify(machine.Definition))
  if (definition === undefined) throw new TemplateError(`${logicalId} has no DefinitionString and no Definition`)

  const { LoggingConfiguration: logging, TracingConfiguration: tracing } = machine
  return {
    name,
    definition: substitute(definition, machine.DefinitionSubstitutions),
    roleArn: machine.RoleArn,
    type: machine.StateMachineType,
    ...(logging && {
      logging: {
        level: logging.Level,
        includeExecutionData: logging.IncludeExecutionData,
        destinations: logging.Destinations.map(({ CloudWatchLogsLogGroup: { LogGroupArn } }) => ({
          cloudWatchLogsLogGroup: { logGroupArn: LogGroupArn },
        })),
      },
    }),
    tracing: { enabled: tracing?.Enabled ?? false },
    tags: machine.Tags.map(({ Key, Value }) => ({ key: Key, value: Value })),
  }
}

function substitute(definition: string, substitutions: Record<string, string | number | boolean>): string {
  return definition.replaceAll(/\$\{([^}]+)\}/g, (whole, name: string) => String(substitutions[name] ?? whole))
}
