export type { Ended, Execution, Job, Page, StartedJob, StartedOrder, StartedProcess } from './answers.ts'
export { type Archived, type Client, type ClientOptions, createClient, type RequestOptions } from './client.ts'
export { Problem, type ProblemType } from './problem.ts'
export { type WaitOptions, waitForResult } from './wait-for-result.ts'
