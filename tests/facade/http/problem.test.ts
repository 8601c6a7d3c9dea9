import { expect, test } from '@jest/globals'
import * as problems from '../../../src/facade/http/problem.ts'

test('callers may rely on type, status and title of each problem', () => {
  const { Problem, ...types } = problems
  const all = Object.values(types).map((type) => new Problem(type, 'detail'))

  expect(all.map(({ status, title, type }) => [status, title, type]).sort()).toEqual([
    [400, 'Bad Request', 'urn:sfs3:problem:bad-request'],
    [401, 'Unauthorized', 'urn:sfs3:problem:unauthorized'],
    [404, 'Not Found', 'urn:sfs3:problem:not-found'],
    [409, 'Conflict', 'urn:sfs3:problem:conflict'],
    [413, 'Content Too Large', 'urn:sfs3:problem:content-too-large'],
    [415, 'Unsupported Media Type', 'urn:sfs3:problem:unsupported-media-type'],
    [422, 'Idempotency Key Taken', 'urn:sfs3:problem:idempotency-key-taken'],
    [422, 'Unprocessable Content', 'urn:sfs3:problem:unprocessable-content'],
    [429, 'Status Not Yet Known', 'urn:sfs3:problem:status-not-yet-known'],
    [500, 'Internal Server Error', 'urn:sfs3:problem:internal-server-error'],
    [503, 'Service Unavailable', 'urn:sfs3:problem:service-unavailable'],
  ])
})
