import { expect, test } from '@jest/globals'
import { parseEnvironment, parsePlace } from '../../sample-service/environment.ts'

const endpoints = {
  START_ENDPOINT: 'http://127.0.0.1:3000/dev/start-process',
  STATE_ENDPOINT: 'http://127.0.0.1:3000/dev/process-state',
  DATA_ENDPOINT: 'http://127.0.0.1:3000/dev/process-data',
  APIKEY: 'key',
}

test('has defaults for all but the endpoints and the key', () => {
  expect(parseEnvironment(endpoints)).toEqual({
    ...endpoints,
    EMBED: 'facade',
    AUTH: 'api-key',
    ORDER_ENDPOINT: 'http://127.0.0.1:3000/dev/order',
    HOST: '127.0.0.1',
    PORT: 3030,
    P1_TIMEOUT_SECONDS: 60,
  })
})

test('names what is missing or wrong in one line', () => {
  expect(() => parseEnvironment({ ...endpoints, APIKEY: '', STATE_ENDPOINT: 'localhost', PORT: 'http' })).toThrow(
    'STATE_ENDPOINT must be the URL of GET /process-state, APIKEY must be the API key of the deployment, PORT must be a port ("sls info --verbose" shows the endpoints, the key and the outputs)',
  )
})

test('three variables are enough: the other endpoints are beside the first', () => {
  const { DATA_ENDPOINT: _, ...three } = { ...endpoints, START_ENDPOINT: 'https://api.example.com/start-process' }

  expect(parseEnvironment(three)).toMatchObject({
    DATA_ENDPOINT: 'https://api.example.com/process-data',
    ORDER_ENDPOINT: 'https://api.example.com/order',
  })
})

const place = {
  STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-dev-process',
  DATA_BUCKET: 'sfs3-dev-data-000000000000-us-east-1',
}

test('direct, it needs to know the machine and the bucket, and no endpoint', () => {
  expect(parseEnvironment({ EMBED: 'direct', ...place })).toEqual({
    EMBED: 'direct',
    AUTH: 'api-key',
    ...place,
    HOST: '127.0.0.1',
    PORT: 3030,
    P1_TIMEOUT_SECONDS: 60,
  })
  expect(parsePlace({ ...endpoints, ...place })).toEqual(place)
})

test('direct, it names what is missing or wrong too', () => {
  expect(() => parseEnvironment({ EMBED: 'direct', STATE_MACHINE_ARN: 'process' })).toThrow(
    'STATE_MACHINE_ARN must be the ARN of the state machine process, DATA_BUCKET must be the name of the data bucket (',
  )
  expect(() => parseEnvironment({ ...endpoints, EMBED: 'both' })).toThrow('EMBED must be facade or direct (')
})

test('how it says who calls', () => {
  expect(() => parseEnvironment({ ...endpoints, AUTH: 'oauth' })).toThrow('AUTH must be api-key, iam or jwt')
  expect(parseEnvironment({ ...endpoints, AUTH: 'jwt', TOKEN: 'eyJ' })).toMatchObject({ AUTH: 'jwt', TOKEN: 'eyJ' })
})
