import { AwsJsonError } from '../../endpoint/aws-json.ts'

/** What EventBridge refuses with. `code` is AWS's name of the error. */
export class EventsError extends AwsJsonError {
  override readonly name = 'EventsError'

  constructor(code: string, message: string, status = 400) {
    super(status, { __type: code, message })
  }
}

export const validation = (message: string) => new EventsError('ValidationException', message)

export const invalidPattern = (reason: string) =>
  new EventsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`)

export const noSuchRule = (name: string, bus: string) =>
  new EventsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus}.`)

export const noSuchBus = (name: string) =>
  new EventsError('ResourceNotFoundException', `Event bus ${name} does not exist.`)
