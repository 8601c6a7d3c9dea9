/** S3 throttles, is broken or not reachable. Reading and moving a file may be tried again. */
export class FilesUnavailable extends Error {
  override readonly name = 'FilesUnavailable'

  constructor(options: ErrorOptions) {
    super('S3 does not answer for now: try again', options)
  }
}
