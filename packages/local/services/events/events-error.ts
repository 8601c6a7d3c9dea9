import { AwsJsonError } from '../../endpoint/aws-json.ts'

/** What EventBridge refuses with. `code` is AWS's name of the error. */
export class EventsError extends AwsJsonError {
  override readonly name = 'EventsError'

  constructor(code: string, message: string, status = 400) {
    super(status, { __type: code, message })
  }
}

export function validation(message: string) {
  return new EventsError('ValidationException', message)
}

export function invalidPattern(reason: string) {
  return new EventsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`)
}

export function noSuchRule(name: string, bus: string) {
  return new EventsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus}.`)
}

export function noSuchBus(name: string) {
  return new EventsError('ResourceNotFoundException', `Event bus ${name} does not exist.`)
}
