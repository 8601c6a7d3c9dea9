/** What the name of an execution may look like to have records: the characters of a transaction id. */
const recordable = /^[A-Za-z0-9_-]{1,80}$/

/**
 * The ARN of a Standard execution, which only adds the execution's name to that of its state machine.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function executionArnOf(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`
}

/** The name of an execution: the last part of its ARN. */
export function executionNameOf(executionArn: string): string {
  return executionArn.slice(executionArn.lastIndexOf(':') + 1)
}

/** Whether what is known of this execution can be kept under its name. */
export function hasRecords(executionArn: string): boolean {
  return recordable.test(executionNameOf(executionArn))
}
