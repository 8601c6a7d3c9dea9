import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  ListStateMachinesCommand,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TestStateCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn'

type Call = (client: SFNClient, input: never) => Promise<object>

/** What the page may ask, by the name that AWS gives it. Nothing else reaches Step Functions. */
const reads: Readonly<Record<string, Call>> = {
  DescribeExecution: (client, input) => client.send(new DescribeExecutionCommand(input)),
  DescribeMapRun: (client, input) => client.send(new DescribeMapRunCommand(input)),
  DescribeStateMachine: (client, input) => client.send(new DescribeStateMachineCommand(input)),
  DescribeStateMachineForExecution: (client, input) => client.send(new DescribeStateMachineForExecutionCommand(input)),
  GetExecutionHistory: (client, input) => client.send(new GetExecutionHistoryCommand(input)),
  ListExecutions: (client, input) => client.send(new ListExecutionsCommand(input)),
  ListMapRuns: (client, input) => client.send(new ListMapRunsCommand(input)),
  ListStateMachines: (client, input) => client.send(new ListStateMachinesCommand(input)),
  ValidateStateMachineDefinition: (client, input) => client.send(new ValidateStateMachineDefinitionCommand(input)),
}

/** What changes something; refused in read-only mode, but for a test of a state that calls nothing. */
const writes: Readonly<Record<string, Call>> = {
  RedriveExecution: (client, input) => client.send(new RedriveExecutionCommand(input)),
  SendTaskFailure: (client, input) => client.send(new SendTaskFailureCommand(input)),
  SendTaskHeartbeat: (client, input) => client.send(new SendTaskHeartbeatCommand(input)),
  SendTaskSuccess: (client, input) => client.send(new SendTaskSuccessCommand(input)),
  StartExecution: (client, input) => client.send(new StartExecutionCommand(input)),
  StopExecution: (client, input) => client.send(new StopExecutionCommand(input)),
  TestState: (client, input) => client.send(new TestStateCommand(input)),
}

/** An answer as the page gets it: the fields of the AWS answer, dates as ISO 8601 text. */
export type Answer = { status: number; body: unknown }

/** Asks Step Functions, and gives its answer or its error, by name. Never throws. */
export async function operate(
  client: SFNClient,
  operation: string,
  input: unknown,
  { mayWrite }: { mayWrite: boolean },
): Promise<Answer> {
  const call = Object.hasOwn(reads, operation)
    ? reads[operation]
    : Object.hasOwn(writes, operation)
      ? writes[operation]
      : undefined
  if (!call) return refused(404, 'UnknownOperation', `the console does not call ${operation}`)
  if (Object.hasOwn(writes, operation) && !mayWrite && !(operation === 'TestState' && callsNothing(input)))
    return refused(403, 'ReadOnly', `the console is read-only here: start it with --write to let it call ${operation}`)
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return refused(400, 'BadRequest', 'the body must be a JSON object')
  try {
    const { $metadata, ...body } = (await call(client, input as never)) as { $metadata?: unknown }
    return { status: 200, body }
  } catch (error) {
    const { name = 'Error', message = '', code } = error as Error & { code?: string }
    if (code === 'ECONNREFUSED') return refused(502, 'NotReachable', 'nothing listens at the endpoint')
    return refused(isFault(error) ? 502 : 400, name, message || name)
  }
}

/** Whether TestState only computes: it has a mock, or the state is of a type that calls nothing. */
function callsNothing(input: unknown): boolean {
  if (typeof input !== 'object' || input === null) return false
  if ('mock' in input && typeof input.mock === 'object' && input.mock !== null) return true
  try {
    const { Type } = JSON.parse('definition' in input ? String(input.definition) : '')
    return ['Pass', 'Choice', 'Succeed', 'Fail'].includes(Type)
  } catch {
    return false
  }
}

/** What the page gets instead of an answer. */
export const refused = (status: number, error: string, message: string): Answer => ({
  status,
  body: { error, message },
})

function isFault(error: unknown): boolean {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } }
  return ($metadata?.httpStatusCode ?? 500) >= 500
}
