/** What EventBridge refuses with. `code` is AWS's name of the error. */
export class EventsError extends Error {
  override readonly name = 'EventsError'
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
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
