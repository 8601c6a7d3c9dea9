import { AwsJsonError } from '../../../endpoint/aws-json.ts'

/** An error that the Step Functions API answers with. `code` is the name by which clients know it. */
export class StatesError extends AwsJsonError {
  override readonly name = 'StatesError'

  /** @param members of the answer besides `__type` and `message` */
  constructor(code: string, message: string, members: Readonly<Record<string, string>> = {}, status = 400) {
    super(status, { __type: code, message, ...members })
  }
}

// The errors that more than one operation answers with, in the words of AWS.

/** A member of the request does not fit its shape, or the members do not fit each other. */
export function validationException(message: string): StatesError {
  return new StatesError('ValidationException', message)
}

export function invalidArn(why: string): StatesError {
  return new StatesError('InvalidArn', `Invalid Arn: '${why}'`)
}

export function invalidName(name: string): StatesError {
  return new StatesError('InvalidName', `Invalid Name: '${name}'`)
}

export function invalidDefinition(message: string): StatesError {
  return new StatesError('InvalidDefinition', message)
}

export function invalidToken(): StatesError {
  return new StatesError('InvalidToken', "Invalid Token: 'Invalid token'")
}

export function conflict(message: string): StatesError {
  return new StatesError('ConflictException', message)
}

export function stateMachineDoesNotExist(arn: string): StatesError {
  return new StatesError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`)
}

export function stateMachineTypeNotSupported(): StatesError {
  return new StatesError(
    'StateMachineTypeNotSupported',
    'This operation is not supported by this type of state machine',
  )
}

export function executionDoesNotExist(arn: string): StatesError {
  return new StatesError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`)
}

export function executionAlreadyExists(arn: string): StatesError {
  return new StatesError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`)
}

export function activityDoesNotExist(arn: string): StatesError {
  return new StatesError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`)
}

/** What has no error of its own is a resource: a version, a Map Run, whatever has tags. */
export function resourceNotFound(arn: string): StatesError {
  return new StatesError('ResourceNotFound', `Resource not found: '${arn}'`, { resourceName: arn })
}
