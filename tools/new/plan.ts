import { camel, pascal } from './names.ts'

/** What starts a workflow besides its route: the expression of a schedule, or files that are dropped into a bucket. */
export type Plan = {
  workflow: string
  steps: string[]
  /** A person decides before the last step. */
  approval: boolean
  /** `rate(…)` or `cron(…)`. */
  schedule: string | undefined
  onUpload: boolean
  /** The route waits for the result, and nothing else starts the workflow. */
  express: boolean
  /** What buckets are called, with `<name>` where each has its own: as the data bucket is called. */
  bucketName: string
}

/** The names that follow from that of a workflow. */
export function namesOf(workflow: string) {
  return {
    /** The schema of what starts it, and its type. */
    request: pascal(workflow),
    machine: `${pascal(workflow)}StateMachine`,
    /** The route, and the name of its function. */
    route: `start-${workflow}`,
    startFunction: camel(`start-${workflow}`),
    eventFunction: camel(`start-${workflow}-by-event`),
    queue: `${pascal(workflow)}ApprovalsQueue`,
    inbox: `${pascal(workflow)}InboxBucket`,
  }
}

/** The names that follow from that of a step. */
export function stepNames(workflow: string, step: string) {
  return {
    /** Its function, which is also what its file exports. */
    key: camel(`${workflow}-${step}`),
    role: `${pascal(`${workflow}-${step}`)}Role`,
    output: `${pascal(`${workflow}-${step}`)}Output`,
    part: `${step}-output`,
    file: `steps/${workflow}/${step}.ts`,
  }
}

export const startsByEvent = ({ schedule, onUpload }: Plan) => schedule !== undefined || onUpload

/** The part that the last step adds: the result. */
export function resultPart({ workflow, steps }: Plan): string {
  return stepNames(workflow, steps.at(-1) ?? '').part
}

/** What each step adds for the request `{"title":"A book"}`, written as text. */
export function exampleText({ steps }: Plan, step: string): string {
  return [...steps.slice(0, steps.indexOf(step) + 1).reverse(), 'A book'].join(': ')
}
