export type {
  Ended,
  ErasedProcess,
  Execution,
  Job,
  Page,
  StartedArchive,
  StartedJob,
  StartedOrder,
  StartedProcess,
} from './answers.ts'
export {
  type Archived,
  type Authorization,
  type Client,
  type ClientOptions,
  createClient,
  type ProcessState,
  type RequestOptions,
} from './client.ts'
export { patientFetch } from './patient-fetch.ts'
export { Problem, type ProblemType } from './problem.ts'
export { type WaitOptions, waitForResult } from './wait-for-result.ts'
