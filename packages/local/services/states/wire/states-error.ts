import { AwsJsonError } from '../../../endpoint/aws-json.ts'

/** An error that the Step Functions API answers with. `code` is the name by which clients know it. */
export class StatesError extends AwsJsonError {
  override readonly name = 'StatesError'

  /** @param members of the answer besides `__type` and `message` */
  constructor(code: string, message: string, members: Readonly<Record<string, string>> = {}, status = 400) {
    super(status, { __type: code, message, ...members })
  }
}

/** What a request says does not fit its shape, in the words of AWS. */
export const validationException = (message: string) => new StatesError('ValidationException', message)
export const invalidArn = (why: string) => new StatesError('InvalidArn', `Invalid Arn: '${why}'`)
export const invalidName = (name: string) => new StatesError('InvalidName', `Invalid Name: '${name}'`)
export const invalidDefinition = (message: string) => new StatesError('InvalidDefinition', message)
export const stateMachineDoesNotExist = (arn: string) =>
  new StatesError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`)
export const executionDoesNotExist = (arn: string) =>
  new StatesError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`)
export const executionAlreadyExists = (arn: string) =>
  new StatesError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`)
export const activityDoesNotExist = (arn: string) =>
  new StatesError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`)
export const resourceNotFound = (arn: string) =>
  new StatesError('ResourceNotFound', `Resource not found: '${arn}'`, { resourceName: arn })
export const stateMachineTypeNotSupported = () =>
  new StatesError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine')
export const invalidToken = () => new StatesError('InvalidToken', "Invalid Token: 'Invalid token'")
export const conflict = (message: string) => new StatesError('ConflictException', message)
