import type { Plan } from '../plan.ts'

/** `tests/end-to-end/<workflow>.test.ts`: over HTTP, in a region of its own whose time the test moves. */
export function endToEndTest(plan: Plan): string {
  return `import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startTestRegion, type TestRegion } from '../support/region.ts'

let region: TestRegion
beforeAll(async () => {
  region = await startTestRegion({ time: 'virtual' })
})
afterAll(() => region.stop())
${plan.express ? expressTest(plan) : plan.approval ? approvalTest(plan) : standardTest(plan)}${plan.express ? '' : mockedTest(plan)}`
}

const standardTest = ({ workflow, steps }: Plan) => `
test('a request over HTTP runs through its steps', async () => {
  const answer = await region.call('POST', '/${workflow}', { title: 'A book' })
  const { executionId } = (await answer.json()) as { executionId: string }

  const { status, states } = await region.ended(executionId)

  expect([answer.status, status]).toEqual([202, 'SUCCEEDED'])
  const names = states.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining([${steps.map((step) => `'${step}'`).join(', ')}]))
})
`

const approvalTest = ({ workflow }: Plan) => `
test('a request over HTTP waits for a person', async () => {
  const answer = await region.call('POST', '/${workflow}', { title: 'A book' })
  const { executionId } = (await answer.json()) as { executionId: string }

  expect(answer.status).toBe(202)
  await expect(region.ended(executionId)).rejects.toThrow("waits for an answer to 'await-approval'")
})
`

const expressTest = (plan: Plan) => `
test('a request over HTTP is answered with the result', async () => {
  const answer = await region.call('POST', '/${plan.workflow}', { title: 'A book' })

  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ result: { text: expect.stringContaining('A book') } })
})
`

/** Steps are mocked, so no process data is needed. */
const mockedTest = ({ workflow, steps, approval }: Plan) => {
  const [first = ''] = steps
  const others = [...(approval ? ['await-approval'] : []), ...steps.slice(1)]
  const answer = (state: string) => (state === 'await-approval' ? '{ approved: true }' : "{ processData: 'tx-1' }")
  const mocks = others.map((state) => `  region.mock('${workflow}', '${state}', { returns: ${answer(state)} })\n`)
  return `
test('what ${first} needs comes a second later', async () => {
  region.mock('${workflow}', '${first}', [{ throws: 'S3DataPreconditionError' }, { returns: ${answer(first)} }])
${mocks.join('')}
  const { status, state, startedAt, stoppedAt } = await region.run('${workflow}', { processData: 'tx-1' })

  expect([status, state('${first}').attempts]).toEqual(['SUCCEEDED', 2])
  expect(Number(stoppedAt) - Number(startedAt)).toBe(1000)
})
`
}

/** The same with one more step to mock. */
export function withMockOf(text: string, workflow: string, step: string): string {
  return text.replace(
    /( {2}region\.mock\(.*\n)(?! {2}region\.mock\()/,
    (last) => `${last}  region.mock('${workflow}', '${step}', { returns: { processData: 'tx-1' } })\n`,
  )
}
