import fc from 'fast-check'

/** A request as a stranger may send it. */
export type StrangeRequest = {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  query: [name: string, value: string][]
  headers: Record<string, string>
  body: string | Uint8Array
}

const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:sfs3-test-process:tx-1'

/** Sizes at, below and above a limit. */
const around = (limit: number, text = 'x') =>
  fc.integer({ min: -2, max: 2 }).map((offset) => text.repeat(limit + offset))

const strangeText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    ...[
      '__proto__',
      'constructor',
      'toString',
      '..',
      '../../input',
      '%2e%2e%2f',
      'a/b',
      '.',
      '',
      ' ',
      '\0',
      '*',
      '${x}',
    ],
    ...['processInput', 'step-a-output', 'tx-1', '.describe', executionArn, `${executionArn}/..`, `${executionArn}:x`],
    ...[executionArn.replace('process', 'payroll'), '<script>', "' OR 1=1 --", '\ud800', '🧨', '\u202e', 'ﬀ', 'İ'],
  ),
  around(80),
  around(1024),
)

const names = ['__proto__', 'constructor', 'title', 'quantity', 'StartTimestamp', 'key', 'approval_needed', 'simulate']
const strangeJson = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(fc.oneof(fc.constantFrom(...names, 'executionArn', 'status'), strangeText), fc.jsonValue()),
  fc.record({
    StartTimestamp: fc.oneof(
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      strangeText,
    ),
  }),
  fc.record({ title: fc.oneof(around(200), strangeText), quantity: fc.oneof(fc.integer(), fc.double()) }),
  fc.record({ title: fc.constant('t'), more: around(100_000 - 22) }),
  fc.record({ key: fc.oneof(around(1024), strangeText), approval_needed: fc.boolean() }),
  fc.record({ executionArn: strangeText }),
)

/** What a route asks for, as it should be. */
const plausibleBody = fc.constantFrom(
  ...['{"orderNumber":42}', '{"title":"A book","quantity":1}', '{"StartTimestamp":"2026-01-01T00:00:00Z"}', ''],
  ...['{"key":"a.txt"}', '{"simulate":{"archive":true,"quality":1e2}}', `{"executionArn":"${executionArn}"}`],
)

const strangeBody = fc.oneof(
  { weight: 4, arbitrary: plausibleBody },
  strangeJson.map((value) => JSON.stringify(value)),
  strangeJson.map((value) => JSON.stringify(value).slice(0, -1)),
  strangeText,
  fc.uint8Array({ maxLength: 60 }),
  fc.integer({ min: 499, max: 502 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  fc.constantFrom('[1e999]', '\ufeff{}', '{"a":1,"a":2}', '{"__proto__":{"admin":true}}', '"\\ud800"', '[1,]', '{}\0'),
)

const headerValue = fc.oneof(
  strangeText,
  around(255),
  around(128),
  fc.constantFrom('wait=1', 'wait=0', 'wait=-1', 'wait=1e9', 'wait', 'respond-async, wait="0"', 'application/json'),
  fc.constantFrom('text/plain; charset=utf-16', 'multipart/form-data; boundary=x', 'application/json; charset=latin1'),
)
const headerName = fc.constantFrom(
  ...['prefer', 'Idempotency-Key', 'X-Correlation-Id', 'traceparent', 'content-type', 'Accept', 'x-amz-acl'],
)
const headers = fc.oneof(
  fc.constantFrom<Record<string, string>>({}, { 'idempotency-key': 'k' }, { prefer: 'wait=1' }),
  fc.dictionary(headerName, headerValue, { maxKeys: 3, noNullPrototype: true }),
)

/** What a route asks for, mostly well-formed. */
const plausibleQuery = fc
  .record(
    {
      executionArn: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(executionArn, `${executionArn}0`) }, strangeText),
      transactionId: fc.oneof({ weight: 3, arbitrary: fc.constantFrom('tx-1', 'tx-2', 'toString') }, strangeText),
      part: fc.oneof({ weight: 3, arbitrary: fc.constantFrom('processInput', 'step-a-output') }, strangeText),
      mode: fc.constantFrom('express', 'Express', ''),
    },
    { requiredKeys: ['executionArn', 'transactionId'], noNullPrototype: true },
  )
  .map((query) => Object.entries(query) as [string, string][])

const queryName = fc.constantFrom('executionArn', 'transactionId', 'part', 'id', 'nextToken', 'mode', '__proto__')
const query = fc.oneof(
  { weight: 2, arbitrary: plausibleQuery },
  fc.array(fc.tuple(fc.oneof(queryName, strangeText), strangeText), { maxLength: 4 }),
)

/** Requests to these routes, of which some are as they should be. */
export function strangeRequests(
  routes: [method: StrangeRequest['method'], path: string][],
): fc.Arbitrary<StrangeRequest> {
  return fc.constantFrom(...routes).chain(([method, path]) => {
    const body = method === 'POST' ? strangeBody : fc.constant('')
    return fc.record({ method: fc.constant(method), path: fc.constant(path), query, headers, body })
  })
}

/** What an answer must not tell strangers: where code lies, what it is called, who runs it. */
export const innards =
  /node_modules|\.ts\b|\.mjs|\bat .+:\d+|\/src\/|[A-Z]\w+Error\b|AccessDenied|sfs3-\w+-data|AKIA|Lambda/
