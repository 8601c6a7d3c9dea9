import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@jest/globals'
import express from 'express'
import { orders } from '../../sample-service/routes/orders.ts'

const facade = {
  placeOrder: () => Promise.reject(new Error('not asked here')),
  processState: () => Promise.reject(new Error('not asked here')),
}

async function locationOf(query: string, consoleUrl?: string) {
  const server = express().use(orders(facade, consoleUrl)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { status, headers } = await fetch(`http://127.0.0.1:${port}/execution${query}`, { redirect: 'manual' })
  server.close()
  server.closeAllConnections()
  return [status, headers.get('location')]
}

test('an order leads to its execution in the console, and to its state where there is none', async () => {
  const arn = '?executionArn=arn:aws:states:us-east-1:1:execution:m:e'

  expect(await locationOf(arn, 'http://127.0.0.1:4567')).toEqual([
    302,
    'http://127.0.0.1:4567/executions/arn%3Aaws%3Astates%3Aus-east-1%3A1%3Aexecution%3Am%3Ae',
  ])
  expect(await locationOf(arn)).toEqual([
    302,
    '/state?executionArn=arn%3Aaws%3Astates%3Aus-east-1%3A1%3Aexecution%3Am%3Ae',
  ])
  expect(await locationOf('', 'http://127.0.0.1:4567')).toEqual([400, null])
})
