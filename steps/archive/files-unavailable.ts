import { isUnavailable } from '../../src/process/unavailable.ts'

/** S3 is busy, broken or not reachable for now. Reading and moving a file may safely be tried again. */
export class FilesUnavailable extends Error {
  override readonly name = 'FilesUnavailable'

  constructor(options: ErrorOptions) {
    super('S3 does not answer for now: try again', options)
  }
}

/** Gives an error that is worth another try the name by which the state machine does so. */
export function namedIfUnavailable(error: unknown) {
  return isUnavailable(error) ? new FilesUnavailable({ cause: error }) : error
}
