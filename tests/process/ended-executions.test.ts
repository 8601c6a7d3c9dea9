import type { SFNClient } from '@aws-sdk/client-sfn'
import { expect, test } from '@jest/globals'
import { sfnEndedExecutions } from '../../src/process/ended-executions.ts'
import { stubSfn } from '../support/stub-sfn.ts'

const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-dev-process'
const noon = Date.UTC(2026, 0, 1, 12)
const ended = (executionArn: string, minutesToNoon: number) => ({
  executionArn,
  stopDate: new Date(noon - minutesToNoon * 60_000),
})

/** Step Functions that answers with these pages. */
function pages(all: ReturnType<typeof ended>[][]) {
  let page = 0
  return stubSfn(() => {
    page++
    return { executions: all[page - 1], ...(page < all.length && { nextToken: `after ${page}` }) }
  })
}

async function listed(client: SFNClient, mostPages = 50) {
  const arns: string[] = []
  for await (const { executionArn } of sfnEndedExecutions(client, mostPages)(machine, 'FAILED', noon - 45 * 60_000))
    arns.push(executionArn)
  return arns
}

test('lists those that ended lately, page by page, until a page has none', async () => {
  const { client, sent } = pages([
    [ended('a', 1), ended('long', 60)],
    [ended('b', 44)],
    [ended('c', 46)],
    [ended('d', 1)],
  ])

  expect(await listed(client)).toEqual(['a', 'b'])
  expect(sent).toEqual([
    { stateMachineArn: machine, statusFilter: 'FAILED', maxResults: 1000, nextToken: undefined },
    { stateMachineArn: machine, statusFilter: 'FAILED', maxResults: 1000, nextToken: 'after 1' },
    { stateMachineArn: machine, statusFilter: 'FAILED', maxResults: 1000, nextToken: 'after 2' },
  ])
})

test('asks for so many pages at most', async () => {
  const { client, sent } = pages([[ended('a', 1)], [ended('b', 2)], [ended('c', 3)]])

  expect(await listed(client, 2)).toEqual(['a', 'b'])
  expect(sent).toHaveLength(2)
})
