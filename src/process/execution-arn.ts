/** The names of executions that can have records: the characters of a transaction id. */
const recordable = /^[A-Za-z0-9_-]{1,80}$/

/**
 * The ARN of a Standard execution, which is that of its state machine and the name of the execution.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function executionArnOf(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`
}

/** The name of an execution: the last part of its ARN. */
export function executionNameOf(executionArn: string): string {
  return executionArn.slice(executionArn.lastIndexOf(':') + 1)
}

/** Whether an execution can have records: its name is part of their keys. */
export function hasRecords(executionArn: string): boolean {
  return recordable.test(executionNameOf(executionArn))
}
