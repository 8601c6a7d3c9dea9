import * as z from 'zod'

const url = (what: string) => z.url({ protocol: /^https?$/, error: `must be ${what}` })

const Environment = z.object({
  START_ENDPOINT: url('the URL of POST /start-process'),
  STATE_ENDPOINT: url('the URL of GET /process-state'),
  DATA_ENDPOINT: url('the URL of GET /process-data'),
  APIKEY: z.string('must be the API key of the deployment').min(1),
  /** For approvals; without these two variables the service has none. */
  ORDER_ENDPOINT: url('the URL of POST /order').optional(),
  QUEUE_URL: url('the URL of the queue of pending orders').optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number('must be a port').int().min(0).max(65535).default(3030),
  /** How long POST /p1 waits for its process before it answers 504. */
  P1_TIMEOUT_SECONDS: z.coerce.number('must be a number of seconds').positive().default(60),
})
export type Environment = z.infer<typeof Environment>

/**
 * The environment variables of the service. Empty values count as missing.
 * @throws Error with one line that names each variable that is missing or wrong
 */
export function parseEnvironment(env: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value))
  const parsed = Environment.safeParse(given)
  if (parsed.success) return parsed.data
  const reasons = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
  throw new Error(`${reasons.join(', ')} ("sls info" shows the endpoints and the key)`)
}
