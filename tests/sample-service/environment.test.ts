import { expect, test } from '@jest/globals'
import { parseEnvironment } from '../../sample-service/environment.ts'

const endpoints = {
  START_ENDPOINT: 'http://127.0.0.1:3000/dev/start-process',
  STATE_ENDPOINT: 'http://127.0.0.1:3000/dev/process-state',
  DATA_ENDPOINT: 'http://127.0.0.1:3000/dev/process-data',
  APIKEY: 'key',
}

test('has defaults for all but the endpoints and the key', () => {
  expect(parseEnvironment(endpoints)).toEqual({
    ...endpoints,
    HOST: '127.0.0.1',
    PORT: 3030,
    P1_TIMEOUT_SECONDS: 60,
  })
})

test('names what is missing or wrong in one line', () => {
  expect(() => parseEnvironment({ ...endpoints, APIKEY: '', STATE_ENDPOINT: 'localhost', PORT: 'http' })).toThrow(
    'STATE_ENDPOINT must be the URL of GET /process-state, APIKEY must be the API key of the deployment, PORT must be a port ("sls info" shows the endpoints and the key)',
  )
})
