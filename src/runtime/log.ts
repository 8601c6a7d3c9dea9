import { Logger } from '@aws-lambda-powertools/logger'

/** Structured logs. Every line of a request carries its transaction id; none carries process data or tokens. */
export const log = new Logger()
