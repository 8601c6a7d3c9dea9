import type { HeaderName } from './operation.ts'

/** The headers that a caller may send, as OpenAPI parameters. */
export const preferWait = {
  name: 'Prefer',
  in: 'header',
  description:
    '`wait=N` holds the answer until the execution has ended, for N seconds, at most 25. See RFC 7240; what is not understood is ignored.',
  schema: { type: 'string' },
  example: 'wait=1',
}

export const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'Names this request: sent again with the same body, it is answered the same and starts nothing new. Scoped to the caller and the route.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
  example: '6e9d2c1a-7b1e-4d38-9a53-0f2f1f0f8d11',
}

export const correlationId = {
  name: 'X-Correlation-Id',
  in: 'header',
  description:
    'Is logged with everything that this request causes, and returned: up to 128 visible ASCII characters. Without it, or with something else, one is made up.',
  schema: { type: 'string' },
  example: 'checkout-7f3a',
}

/** The headers that answers have, as OpenAPI header objects. */
export const headers: Record<HeaderName, { description: string; schema: object; example: string }> = {
  location: {
    description: 'Where to see how the execution stands.',
    schema: { type: 'string', format: 'uri-reference' },
    example: '/dev/process-state?executionArn=arn%3Aaws%3Astates%3A…',
  },
  'retry-after': {
    description: 'When to ask again, in seconds.',
    schema: { type: 'string', pattern: '^[0-9]+$' },
    example: '1',
  },
  'preference-applied': {
    description: 'The wait that was kept, if one was asked for.',
    schema: { type: 'string', pattern: '^wait=[0-9]+$' },
    example: 'wait=1',
  },
  'x-correlation-id': {
    description: 'What the logs call this request.',
    schema: { type: 'string' },
    example: 'checkout-7f3a',
  },
}
