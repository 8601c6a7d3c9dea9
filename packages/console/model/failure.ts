import { type Progress, scopesOf, type Visit } from './progress.ts'

/** Why an execution ended badly, for a reader who has five seconds. */
export type Failure = {
  /** The state that failed; `undefined` when the execution was stopped or timed out between states, or its definition is at fault. */
  state: string | undefined
  visit: Visit | undefined
  /** Which Map iteration it was in. */
  index: number | undefined
  attempts: number
  error: string
  cause: string
  /** What was thrown, without the wrapping that Lambda gives it. */
  message: string
  stack: readonly string[]
  /** What to do next. */
  advice: string
  /** The role that was denied something, where the message says which. */
  role: string | undefined
  /** The IAM statement that would allow what was denied, where the message says what that was. */
  statement: string | undefined
}

/** The failure of an execution; `undefined` while it runs and when it succeeded. */
export function failure(progress: Progress): Failure | undefined {
  if (progress.status === 'RUNNING' || progress.status === 'SUCCEEDED') return undefined
  const visit = culprit(progress)
  const last = visit?.attempts.at(-1)
  const error = progress.error ?? last?.error ?? (progress.status === 'TIMED_OUT' ? 'States.Timeout' : progress.status)
  const cause = progress.cause ?? last?.cause ?? ''
  const { message, stack } = unwrap(cause)
  const denied = message.match(deniedMessage)?.groups
  const statement = denied && statementFor(denied.action ?? '', denied.resource)
  return {
    state: visit?.name,
    visit,
    index: visit?.scope?.index,
    attempts: visit?.attempts.length ?? 0,
    error,
    cause,
    message: message || plainWords(progress, error),
    stack,
    advice: advise({ error, message, progress, visit, denied }),
    role: denied?.role,
    statement,
  }
}

/** Where it began: a Map or Parallel state fails because a state inside of it did. */
function culprit({ failedAt, visits, status }: Progress): Visit | undefined {
  const [innermost] = failedAt
  if (!innermost || status === 'ABORTED' || status === 'TIMED_OUT') return innermost
  const inside = visits.findLast(
    (visit) => (visit.status === 'FAILED' || visit.status === 'TIMED_OUT') && scopesOf(visit).includes(innermost),
  )
  return inside ?? innermost
}

/** A Lambda function's error is JSON in the cause: `{"errorType":…,"errorMessage":…,"trace":[…]}`. */
function unwrap(cause: string): { message: string; stack: readonly string[] } {
  try {
    const json: unknown = JSON.parse(cause)
    if (typeof json === 'object' && json !== null && 'errorMessage' in json) {
      const trace = 'trace' in json ? json.trace : 'stackTrace' in json ? json.stackTrace : []
      const stack = Array.isArray(trace) ? trace.flat().map(String) : []
      return { message: String(json.errorMessage), stack }
    }
    if (typeof json === 'object' && json !== null && 'Cause' in json && 'Error' in json)
      return { message: `${json.Error}: ${json.Cause}`, stack: [] } // an execution that another one awaited
  } catch {} // Most causes are sentences.
  return { message: cause, stack: [] }
}

const deniedMessage =
  /(?:assumed-role\/(?<role>[^/\s]+)\/\S+ )?is not authorized to perform: (?<action>[\w:*-]+)(?: on resource: "?(?<resource>arn:[^\s",;)]*[^\s",;).]))?/

function statementFor(action: string, resource = '*'): string {
  return JSON.stringify({ Effect: 'Allow', Action: action, Resource: resource }, null, 2)
}

function plainWords({ status }: Progress, error: string): string {
  if (status === 'ABORTED') return 'The execution was stopped.'
  if (status === 'TIMED_OUT') return 'The execution took longer than its TimeoutSeconds.'
  if (error === 'States.Timeout') return 'The state took longer than its TimeoutSeconds.'
  if (error === 'States.HeartbeatTimeout') return 'No heartbeat came within HeartbeatSeconds.'
  return `The state failed with ${error} and gave no cause.`
}

type Facts = {
  error: string
  message: string
  progress: Progress
  visit: Visit | undefined
  denied: Partial<Record<string, string>> | undefined
}

/** The first line that fits. Errors by name: https://states-language.net/#errors */
function advise(facts: Facts): string {
  return advices.find(([fits]) => fits(facts))?.[1](facts) ?? ''
}

const tried = (visit: Visit | undefined): string =>
  visit && visit.attempts.length > 1 ? `It was tried ${visit.attempts.length} times, each in vain. ` : ''

const advices: [(facts: Facts) => boolean, (facts: Facts) => string][] = [
  [
    ({ denied }) => denied !== undefined,
    ({ denied }) => `Add this statement to the role${denied?.role ? ` ${denied.role}` : ''}, then redrive.`,
  ],
  [
    ({ error }) => error === 'States.Permissions' || /AccessDenied/.test(error),
    () => 'The role of the state machine may not do this. Allow it, then redrive.',
  ],
  [
    ({ progress }) => progress.status === 'ABORTED',
    () => 'Redrive to go on where it was stopped, or start it again with the same input.',
  ],
  [
    ({ progress }) => progress.status === 'TIMED_OUT',
    () =>
      'Look for the longest bar in the timeline. Raise TimeoutSeconds of the machine if that wait is meant, then redrive.',
  ],
  [
    ({ error }) => error === 'States.HeartbeatTimeout',
    () => 'Nobody sent a heartbeat in time. See whether the worker that holds the task token still runs.',
  ],
  [
    ({ error, visit }) => error === 'States.Timeout' && visit?.attempts.at(-1)?.submittedAt !== undefined,
    () => 'Nobody answered the task token in time. Redrive to ask again.',
  ],
  [
    ({ error }) => error === 'States.Timeout',
    ({ visit }) => `${tried(visit)}Raise TimeoutSeconds of this state, or find what holds it up.`,
  ],
  [
    ({ error }) => error === 'States.ExceedToleratedFailureThreshold',
    () =>
      'More items failed than ToleratedFailure allows. Look at the items that failed; redrive runs only those again.',
  ],
  [
    ({ error }) => error === 'States.NoChoiceMatched',
    () => 'No rule of this Choice fits its input. Add a Default, or see why the input is not as expected.',
  ],
  [
    ({ error }) =>
      [
        'States.Runtime',
        'States.ParameterPathFailure',
        'States.ResultPathMatchFailure',
        'States.QueryEvaluationError',
        'States.IntrinsicFailure',
      ].includes(error),
    () =>
      'The definition asks for something that this input does not have. Compare the path or expression with the input of the state.',
  ],
  [
    ({ error }) => error === 'States.DataLimitExceeded',
    () => 'The output is over 256 KiB. Hand on a reference, such as an S3 key, instead of the data.',
  ],
  [
    ({ error }) => error === 'States.ItemReaderFailed',
    () => 'The items could not be read. See whether bucket and key exist and the role may read them.',
  ],
  [
    ({ visit }) => visit?.attempts.at(-1)?.submittedAt !== undefined,
    () => 'The answer to the task token was a failure. Redrive to ask again.',
  ],
  [
    ({ visit }) => visit?.type === 'Fail',
    () => 'The definition ends here on purpose. See which way led to this state.',
  ],
  [
    ({ error }) => /^Lambda\.(TooManyRequests|ServiceException|AWSLambda|SdkClient)/.test(error),
    ({ visit }) =>
      `${tried(visit)}Lambda could not take the call. Add a Retry for ${'Lambda.TooManyRequestsException'} and redrive.`,
  ],
  [
    ({ visit }) => (visit?.attempts.length ?? 0) > 1,
    ({ visit }) => `${tried(visit)}Compare its input with what it expects, mend what does not fit, then redrive.`,
  ],
  [() => true, () => 'See the input of this state, mend what threw, then redrive from here.'],
]
