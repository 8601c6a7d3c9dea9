import { Logger } from '@aws-lambda-powertools/logger'

/** Structured logs. Every line of a request has its transaction id; none has process data or tokens. */
export const log = new Logger()
