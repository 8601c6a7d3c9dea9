import { type Json, type JsonObject, type State, TESTED } from '@sfs3/asl'
import * as z from 'zod'
import { validationException } from '../wire/states-error.ts'
import { fieldProblem } from './field-problem.ts'

const json: z.ZodType<Json> = z.json()

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
const Context = z.strictObject({
  Execution: z
    .strictObject({
      Id: z.string().optional(),
      Input: json.optional(),
      Name: z.string().optional(),
      RoleArn: z.string().optional(),
      StartTime: z.string().optional(),
      RedriveCount: z.number().optional(),
      RedriveTime: z.string().optional(),
    })
    .optional(),
  State: z
    .strictObject({
      EnteredTime: z.string().optional(),
      Name: z.string().optional(),
      RetryCount: z.number().optional(),
    })
    .optional(),
  StateMachine: z.strictObject({ Id: z.string().optional(), Name: z.string().optional() }).optional(),
  Task: z.strictObject({ Token: z.string().optional() }).optional(),
  Map: z
    .strictObject({
      Item: z
        .strictObject({
          Index: z.number().optional(),
          Key: z.string().optional(),
          Source: z.string().optional(),
          Value: json.optional(),
        })
        .optional(),
    })
    .optional(),
})

/** The context object that a request gives. @throws StatesError ValidationException */
export function givenContext(text: string): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw validationException('Invalid Context object provided: must be valid JSON')
  }
  const context = Context.safeParse(value, { reportInput: true })
  const [issue] = context.error?.issues ?? []
  if (issue) throw validationException(`Invalid Context object provided: ${fieldProblem(issue)}`)
  return value as JsonObject
}

/** The context object when none is given. */
export function ownContext(
  state: State,
  execution: { executionArn: string; name: string; stateMachineArn: string; input: Json; roleArn: string | undefined },
  now: number,
): JsonObject {
  const { executionArn, name, stateMachineArn, input, roleArn = null } = execution
  const time = new Date(now).toISOString()
  return {
    Execution: { Id: executionArn, Input: input, Name: name, RoleArn: roleArn, StartTime: time },
    StateMachine: { Id: stateMachineArn, Name: stateMachineArn.split(':').at(-1) ?? '' },
    State: { Name: TESTED, EnteredTime: time, ...('Retry' in state && { RetryCount: 0 }) },
  }
}
