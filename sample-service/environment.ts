import * as z from 'zod'

const url = (what: string) => z.url({ protocol: /^https?$/, error: `must be ${what}` })

const Endpoints = z.object({
  START_ENDPOINT: url('the URL of POST /start-process'),
  STATE_ENDPOINT: url('the URL of GET /process-state'),
  APIKEY: z.string('must be the API key of the deployment').min(1),
  /** These two follow from START_ENDPOINT unless they are given. */
  DATA_ENDPOINT: url('the URL of GET /process-data').optional(),
  ORDER_ENDPOINT: url('the URL of POST /order').optional(),
})

const Caller = z.object({
  /** How the deployment tells who calls, beside the API key: its parameter `auth`. With `iam` requests are signed. */
  AUTH: z.enum(['api-key', 'iam', 'jwt'], 'must be api-key, iam or jwt').default('api-key'),
  /** The token of the service, where AUTH is jwt. Without one the facade refuses it. */
  TOKEN: z.string().optional(),
})

const machine = 'must be the ARN of the state machine process'
const Place = z.object({
  STATE_MACHINE_ARN: z.string(machine).regex(/^arn:[^:]+:states:[^:]+:\d+:stateMachine:[^:]+$/, machine),
  DATA_BUCKET: z.string('must be the name of the data bucket').min(1),
})
/** Where processes run and where their data is: the outputs `ProcessStateMachineArn` and `DataBucketName` of the stack. */
export type Place = z.infer<typeof Place>

const Service = z.object({
  /** For approvals; without it the service has none. */
  QUEUE_URL: url('the URL of the queue of pending orders').optional(),
  /** Where executions are shown; without it the page links to their state as JSON. */
  CONSOLE_URL: url('the URL of the console').optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number('must be a port').int().min(0).max(65535).default(3030),
  /** How long POST /p1 waits for its process before it answers 504. */
  P1_TIMEOUT_SECONDS: z.coerce.number('must be a number of seconds').positive().default(60),
})

/** `EMBED`: whether processes are started over the facade, or directly with the role of the container. */
const Environment = z.discriminatedUnion(
  'EMBED',
  [
    z.object({ EMBED: z.literal('facade'), ...Endpoints.shape, ...Caller.shape, ...Service.shape }),
    z.object({
      EMBED: z.literal('direct'),
      ...Place.shape,
      ...Endpoints.partial().shape,
      ...Caller.shape,
      ...Service.shape,
    }),
  ],
  'must be facade or direct',
)
export type Environment = z.infer<typeof Environment>

/**
 * The environment variables of the service. Empty values count as missing.
 * @throws Error with one line that names each variable that is missing or wrong
 */
export function parseEnvironment(env: Record<string, string | undefined>): Environment {
  const environment = parse(Environment, { EMBED: 'facade', ...given(env) })
  const { START_ENDPOINT: start } = environment
  if (start === undefined) return environment
  const beside = (route: string) => new URL(route, start).href
  return { DATA_ENDPOINT: beside('process-data'), ORDER_ENDPOINT: beside('order'), ...environment }
}

/** What a direct start needs. @throws Error as `parseEnvironment` */
export function parsePlace(env: Record<string, string | undefined>): Place {
  return parse(Place, given(env))
}

const given = (env: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value))

const parse = <T>(schema: z.ZodType<T>, env: object): T => {
  const parsed = schema.safeParse(env)
  if (parsed.success) return parsed.data
  const reasons = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
  throw new Error(`${reasons.join(', ')} ("sls info --verbose" shows the endpoints, the key and the outputs)`)
}
