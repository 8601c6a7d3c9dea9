import { expect, test } from '@jest/globals'
import { AwsJsonError, type AwsJsonOptions, awsJsonService, notImplemented } from '../../endpoint/aws-json.ts'
import type { AwsResponse } from '../../endpoint/service.ts'

const greeter = (changed: Partial<AwsJsonOptions<string, { greeting: string }>> = {}) => {
  const handle = awsJsonService({
    protocol: 'json-1.1',
    targetPrefix: 'Greeter_2026',
    operations: {
      Greet: (name, { greeting }) => ({ Text: `${greeting}, ${name}` }),
      Refuse: () => {
        throw new AwsJsonError(400, { __type: 'com.example#Unfriendly', message: 'no', who: 'me' })
      },
      Break: () => {
        throw new TypeError('broken')
      },
    },
    context: { greeting: 'Hello' },
    parse: (body) => JSON.parse(body.toString()) as string,
    notImplemented: (operation) => notImplemented(`greeter:${operation}`),
    ...changed,
  })
  return (target: string, body = '"you"'): Promise<AwsResponse> =>
    handle({
      method: 'POST',
      url: '/',
      headers: { 'x-amz-target': target },
      body: Buffer.from(body),
      caller: { type: 'developer' },
    })
}

test('the target names the operation, and both bodies are JSON', async () => {
  expect(await greeter()('Greeter_2026.Greet')).toEqual({
    status: 200,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
    },
    body: '{"Text":"Hello, you"}',
  })
})

test('an error is answered with its type and its members', async () => {
  expect(await greeter({ protocol: 'json-1.0', contentLength: true })('Greeter_2026.Refuse')).toMatchObject({
    status: 400,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'content-length': '61' },
    body: '{"__type":"com.example#Unfriendly","message":"no","who":"me"}',
  })
})

test.each([
  ['Greeter_2026.Shout', 'Shout'],
  ['Greeter_2026.toString', 'toString'],
  ['Greeter_2025.Greet', 'Greet'],
  ['', ''],
])('the target %j is not implemented', async (target, operation) => {
  expect(await greeter()(target)).toMatchObject({
    status: 501,
    body: `{"__type":"NotImplemented","message":"greeter:${operation} is not implemented in the local region"}`,
  })
})

test('a body that is nested too deep is refused before anybody reads it', async () => {
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

  expect(await greeter()('Greeter_2026.Greet', nested(1000))).toMatchObject({ status: 200 })
  for (const levels of [1001, 200_000])
    expect(await greeter()('Greeter_2026.Greet', nested(levels))).toMatchObject({
      status: 400,
      body: '{"__type":"SerializationException","message":"The request is nested too deep"}',
    })
})

test('a defect is thrown, or becomes the error that the service makes of it', async () => {
  await expect(greeter()('Greeter_2026.Break')).rejects.toThrow(new TypeError('broken'))

  const defect = (operation: string, thrown: unknown) =>
    new AwsJsonError(500, { __type: 'InternalServerException', message: `${operation}: ${thrown}` })
  expect(await greeter({ defect })('Greeter_2026.Break')).toMatchObject({
    status: 500,
    body: '{"__type":"InternalServerException","message":"Break: TypeError: broken"}',
  })
})

test('nothing is answered before it is on disk', async () => {
  const disk = Promise.withResolvers<void>()
  let answered = false
  const answer = greeter({ committed: () => disk.promise })('Greeter_2026.Greet').then((response) => {
    answered = true
    return response
  })
  await new Promise(setImmediate)
  expect(answered).toBe(false)

  disk.resolve()
  expect((await answer).status).toBe(200)
})

test('the code of an error is its type without the namespace', () => {
  expect(new AwsJsonError(400, { __type: 'com.amazon.coral.validate#ValidationException' }).code).toBe(
    'ValidationException',
  )
})
