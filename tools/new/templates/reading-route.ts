import { camel, pascal } from '../names.ts'
import type { Files } from '../project.ts'

/** A route that reads: `GET /<route>?transactionId=` answers with the names of the parts that a process has. */
export function readingRoute(route: string): Files {
  return {
    [`src/facade/requests/${route}.ts`]: request(route),
    [`src/facade/routes/${route}.ts`]: handler(route),
    [`src/facade/contract/${route}.ts`]: contract(route),
    [`tests/facade/routes/${route}.test.ts`]: test(route),
  }
}

const request = (route: string) => `import * as z from 'zod/mini'
import { TransactionId } from '../../process/transaction-id.ts'

/** \`GET /${route}\`: which process is asked about. */
export const ${pascal(route)}Request = z.object({
  transactionId: TransactionId.check(z.describe('The id that the start of the process was answered with.')),
})
`

const handler = (route: string) => `import { S3Client } from '@aws-sdk/client-s3'
import * as z from 'zod/mini'
import { isOwn, type OwnerOf, recordedOwner } from '../../process/owners.ts'
import type { ProcessData } from '../../process/process-data.ts'
import { s3ProcessData } from '../../process/s3-process-data.ts'
import { s3Records } from '../../process/s3-records.ts'
import { awsClient } from '../../runtime/aws-client.ts'
import { environment } from '../../runtime/environment.ts'
import { log } from '../../runtime/log.ts'
import { notFound, Problem } from '../http/problem.ts'
import { query } from '../http/query.ts'
import { ok, respond } from '../http/respond.ts'
import { ${pascal(route)}Request } from '../requests/${route}.ts'

/** \`GET /${route}?transactionId=\`: the names of the parts that a process has so far. */
export function ${camel(route)}Route(data: ProcessData, ownerOf: OwnerOf) {
  return respond(async (event, caller) => {
    const { transactionId } = query(event, ${pascal(route)}Request)
    log.appendKeys({ transactionId })

    // Somebody else's process is answered like one that nobody has.
    const parts = (await isOwn(transactionId, caller, ownerOf)) ? await data.parts(transactionId) : []
    if (parts.length === 0) throw new Problem(notFound, \`No process \${transactionId}, or its data has expired.\`)
    return ok({ transactionId, parts: parts.map(({ part }) => part) })
  })
}

const { DATA_BUCKET } = environment({ DATA_BUCKET: z.string() })
const s3 = new S3Client(awsClient)

export const handler = ${camel(route)}Route(s3ProcessData(s3, DATA_BUCKET), recordedOwner(s3Records(s3, DATA_BUCKET)))
`

const contract = (route: string) => `import * as z from 'zod/mini'
import { TransactionId } from '../../process/transaction-id.ts'
import type { Operation } from '../openapi/operation.ts'
import { ${pascal(route)}Request } from '../requests/${route}.ts'

const transactionId = '7d0c3c5e-9a4b-4f7e-8f43-2b6a1d0e5c21'

export const operation: Operation = {
  method: 'get',
  path: '/${route}',
  operationId: '${camel(route)}',
  summary: 'The parts of a process',
  description: 'The names of the parts that a process has so far.',
  query: { schema: ${pascal(route)}Request, examples: { transactionId } },
  answers: {
    200: {
      description: 'The names.',
      schema: z.object({ transactionId: TransactionId, parts: z.array(z.string()) }),
      example: { transactionId, parts: ['processInput'] },
    },
  },
  problems: {
    400: 'The transaction id is missing or none, or a parameter is given twice.',
    404: 'There is no such process, or its data has expired.',
  },
}
`

const test = (route: string) => `import { expect, test } from '@jest/globals'
import { ${camel(route)}Route } from '../../../src/facade/routes/${route}.ts'
import { request } from '../../support/api-gateway-event.ts'
import { inMemoryProcessData } from '../../support/in-memory-process-data.ts'
import { context } from '../../support/lambda-context.ts'
import { nobody } from '../../support/nobody.ts'

const data = inMemoryProcessData({ 'tx-1': { processInput: {}, 'check-output': { text: 'a' } } })
const route = ${camel(route)}Route(data, nobody)

const get = async (query: string) => {
  const { statusCode, body } = await route(request('GET', \`/${route}\${query}\`), context)
  return { statusCode, body: JSON.parse(body) }
}

test('the names of the parts that are there', async () => {
  expect(await get('?transactionId=tx-1')).toEqual({
    statusCode: 200,
    body: { transactionId: 'tx-1', parts: ['processInput', 'check-output'] },
  })
})

test.each([
  ['', 400],
  ['?transactionId=../x', 400],
  ['?transactionId=tx-2', 404],
])('"%s" is answered with %d', async (query, status) => {
  expect((await get(query)).statusCode).toBe(status)
})
`
