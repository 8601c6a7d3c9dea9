import { exampleText, namesOf, type Plan, stepNames } from '../plan.ts'
import type { Source } from './step.ts'

/** `tests/steps/<workflow>/<step>.test.ts`: the step is a function of the process data. */
export function stepTest(workflow: string, step: string, source: Source | undefined, text: string): string {
  const { key, part, file } = stepNames(workflow, step)
  const needed = source?.part ?? 'processInput'
  const given = source ? `{ ${source.member}: '${text}' }` : "{ title: 'A book' }"
  const found = source ? text : '{"title":"A book"}'
  return `import { expect, test } from '@jest/globals'
import { S3DataPreconditionError } from '../../../src/process/errors.ts'
import { TransactionId } from '../../../src/process/transaction-id.ts'
import { ${key} } from '../../../${file}'
import { inMemoryProcessData } from '../../support/in-memory-process-data.ts'

const tx = TransactionId.parse('tx-1')

test('${step} adds its part', async () => {
  const data = inMemoryProcessData({ [tx]: { processInput: {}, ${needed === 'processInput' ? 'processInput' : `'${needed}'`}: ${given} } })

  await ${key}(data, tx)

  expect(await data.part(tx, '${part}')).toEqual({ text: '${step}: ${found}' })
})

test('without ${needed}, ${step} changes nothing and asks for a retry', async () => {
  const data = inMemoryProcessData()

  await expect(${key}(data, tx)).rejects.toThrow(S3DataPreconditionError)

  expect(await data.parts(tx)).toEqual([])
})
`.replace('processInput: {}, processInput:', 'processInput:')
}

/** `tests/workflows/<workflow>.test.ts`: the machine with its steps, its queue and the data bucket; time is moved by hand. */
export function machineTest(plan: Plan): string {
  const { workflow, steps, approval, express } = plan
  const last = steps.at(-1) ?? ''
  const parts = steps.map(
    (step) => `    '${stepNames(workflow, step).part}': { text: '${exampleText(plan, step)}' },\n`,
  )
  return `${approval ? "import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn'\nimport { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'\n" : ''}${
    express ? "import { StartSyncExecutionCommand } from '@aws-sdk/client-sfn'\n" : ''
  }import { afterAll, beforeAll, expect, test } from '@jest/globals'
${approval ? "import { eventually } from '@sfs3/local/testing'\n" : ''}${express ? '' : "import { newTransactionId } from '../../src/process/transaction-id.ts'\n"}import { type ProcessWorkflow, startProcessWorkflow } from '../support/process-workflow.ts'

let region: ProcessWorkflow
${approval ? 'let sqs: SQSClient\n' : ''}beforeAll(async () => {
  region = await startProcessWorkflow('${workflow}')
${approval ? `  sqs = new SQSClient(region.endpoint.config)\n` : ''}})
afterAll(async () => {
${approval ? '  sqs.destroy()\n' : ''}  await region.stop()
})
${approval ? approvalTests(plan, parts) : express ? expressTest(plan, parts) : standardTests(plan, parts)}${
  approval
    ? `\ntest('when nobody answers for three days, it fails and says what to do', async () => {
  const { transactionId, executionArn } = await region.startProcess({ title: 'A book' })
  await questionAbout(transactionId)

  const { status, error, cause } = await region.ended(executionArn, 'moving')

  expect([status, error]).toEqual(['FAILED', 'States.Timeout'])
  expect(cause).toBe(\`Nobody answered \${transactionId} in three days. Start it again, or let it be.\`)
  expect(await region.data.part(transactionId, '${stepNames(workflow, last).part}')).toBeUndefined()
})
`
    : ''
}`
}

const standardTests = (_: Plan, parts: string[]) => `
test('only the transaction id travels; what the steps add is in S3', async () => {
  const { transactionId, executionArn } = await region.startProcess({ title: 'A book' })

  expect(await region.ended(executionArn)).toMatchObject({
    status: 'SUCCEEDED',
    output: \`{"processData":"\${transactionId}"}\`,
  })
  expect(await region.data.document(transactionId)).toMatchObject({
    processInput: { title: 'A book' },
${parts.join('')}  })
})

test('when the input never comes, it fails after three more attempts, a second apart', async () => {
  const transactionId = newTransactionId()
  const executionArn = await region.start(region.workflow, { processData: transactionId }, transactionId)

  const { status, error, startDate, stopDate } = await region.ended(executionArn, 'moving')

  expect([status, error]).toEqual(['FAILED', 'S3DataPreconditionError'])
  expect(Number(stopDate) - Number(startDate)).toBe(3000)
})
`

const approvalTests = ({ workflow, steps }: Plan, parts: string[]) => `
const questionAbout = (transactionId: string) =>
  eventually(async () => {
    const QueueUrl = region.queueUrl('${namesOf(workflow).queue}')
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
    const questions: { ProcessData: string; TaskToken: string }[] = Messages.map(({ Body }) => JSON.parse(Body ?? ''))
    return questions.find(({ ProcessData }) => ProcessData === transactionId)
  })
const answer = async (transactionId: string, approved: boolean) => {
  const { TaskToken: taskToken } = await questionAbout(transactionId)
  await region.sfn.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ approved }) }))
}

test('with a yes it goes on; only the transaction id travels, what the steps add is in S3', async () => {
  const { transactionId, executionArn } = await region.startProcess({ title: 'A book' })
  await answer(transactionId, true)

  expect((await region.ended(executionArn)).status).toBe('SUCCEEDED')
  expect(await region.data.document(transactionId)).toMatchObject({
    processInput: { title: 'A book' },
${parts.join('')}  })
})

test('with a no it fails before ${steps.at(-1)}', async () => {
  const { transactionId, executionArn } = await region.startProcess({ title: 'A book' })
  await answer(transactionId, false)

  expect(await region.ended(executionArn)).toMatchObject({
    status: 'FAILED',
    error: '${namesOf(workflow).request}Rejected',
    cause: 'Somebody decided against it. Start it again if that helps.',
  })
  expect(await region.data.part(transactionId, '${stepNames(workflow, steps.at(-1) ?? '').part}')).toBeUndefined()
})

test('when the input never comes, it fails after three more attempts', async () => {
  const transactionId = newTransactionId()
  const executionArn = await region.start(region.workflow, { processData: transactionId }, transactionId)
${steps.length === 1 ? '  await answer(transactionId, true)\n' : ''}
  expect(await region.ended(executionArn, 'moving')).toMatchObject({ status: 'FAILED', error: 'S3DataPreconditionError' })
})
`

const expressTest = (_: Plan, parts: string[]) => `
test('only the transaction id travels; what the steps add is in S3', async () => {
  const transactionId = await region.createProcess({ title: 'A book' })

  const { status, output } = await region.sfn.send(
    new StartSyncExecutionCommand({
      stateMachineArn: await region.machineArn(region.workflow),
      input: JSON.stringify({ processData: transactionId }),
    }),
  )

  expect([status, output]).toEqual(['SUCCEEDED', \`{"processData":"\${transactionId}"}\`])
  expect(await region.data.document(transactionId)).toMatchObject({
    processInput: { title: 'A book' },
${parts.join('')}  })
})
`

/** `tests/facade/routes/start-<workflow>.test.ts`: requests as API Gateway hands them to the function. */
export function routeTest(plan: Plan): string {
  const { workflow, express } = plan
  const { request, route } = namesOf(workflow)
  return `import { expect, test } from '@jest/globals'
import { start${request}Route } from '../../../src/facade/routes/${route}.ts'
${express ? "import { TransactionId } from '../../../src/process/transaction-id.ts'\n" : ''}import { request } from '../../support/api-gateway-event.ts'
import { inMemoryProcessData } from '../../support/in-memory-process-data.ts'
import { inMemoryStartSources } from '../../support/in-memory-start-sources.ts'
import { context } from '../../support/lambda-context.ts'
${express ? expressRouteTests(plan) : startRouteTests(plan)}
test.each([
  ['{}', 'title: must be a text.'],
  ['{"title":""}', 'title: must not be empty.'],
  ['{"title":"A book","price":1}', expect.stringContaining('price')],
])('%s is refused with what to change, and starts nothing', async (body, detail) => {
  expect(await post(body)).toMatchObject({ statusCode: 400, body: { detail }, started: [] })
})
`
}

const startRouteTests = ({ workflow }: Plan) => {
  const { request } = namesOf(workflow)
  return `
const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-test-${workflow}'

const post = async (body: string) => {
  const data = inMemoryProcessData()
  const started: unknown[] = []
  const start = async (...start: unknown[]) => \`arn:\${started.push(start)}\`
  const route = start${request}Route(machine, data, start, inMemoryStartSources())
  const answer = await route(request('POST', '/${workflow}', { body }), context)
  return { statusCode: answer.statusCode, body: JSON.parse(answer.body), started, data }
}

test('202 with the ids; the request is in the process data before the execution starts', async () => {
  const { statusCode, body, started, data } = await post('{"title":"A book"}')

  expect(statusCode).toBe(202)
  expect(body).toEqual({
    transactionId: expect.any(String),
    executionId: \`arn:aws:states:us-east-1:000000000000:execution:sfs3-test-${workflow}:\${body.transactionId}\`,
  })
  expect(started).toEqual([[body.transactionId, { processData: body.transactionId }]])
  expect(await data.document(body.transactionId)).toEqual({ processInput: { title: 'A book' } })
})
`
}

const expressRouteTests = (plan: Plan) => {
  const { workflow, steps } = plan
  const { part } = stepNames(workflow, steps.at(-1) ?? '')
  return `
const post = async (body: string, failure?: { status: 'FAILED'; error: string; cause: string }) => {
  const data = inMemoryProcessData()
  const started: unknown[] = []
  const run = async (name: string, input: unknown) => {
    started.push(input)
    await data.add(TransactionId.parse(name), '${part}', { text: 'done' })
    return failure ?? { status: 'SUCCEEDED' as const }
  }
  const route = start${namesOf(workflow).request}Route(data, run, inMemoryStartSources())
  const answer = await route(request('POST', '/${workflow}', { body }), context)
  return { statusCode: answer.statusCode, body: JSON.parse(answer.body), started, data }
}

test('200 with the result; the request is in the process data', async () => {
  const { statusCode, body, started, data } = await post('{"title":"A book"}')

  expect([statusCode, body]).toEqual([200, { transactionId: expect.any(String), result: { text: 'done' } }])
  expect(started).toEqual([{ processData: body.transactionId }])
  expect(await data.part(body.transactionId, 'processInput')).toEqual({ title: 'A book' })
})

test('422 with the cause when the execution failed', async () => {
  const { statusCode, body } = await post('{"title":"A book"}', { status: 'FAILED', error: 'Broken', cause: 'no paper' })

  expect(statusCode).toBe(422)
  expect(body).toMatchObject({ detail: 'no paper', error: 'Broken' })
})
`
}

/** `tests/events/start-<workflow>-by-event.test.ts` */
export function eventTest({ workflow }: Plan): string {
  const { eventFunction, route } = namesOf(workflow)
  return `import { expect, test } from '@jest/globals'
import { ${eventFunction} } from '../../src/events/${route}-by-event.ts'
import { TransactionId } from '../../src/process/transaction-id.ts'
import { inMemoryProcessData } from '../support/in-memory-process-data.ts'

const id = TransactionId.parse('5b1f5a34-1d3e-4f0a-9a35-2f9b1f6c7d10')

test('an event that comes twice starts one execution, which is named after it', async () => {
  const data = inMemoryProcessData()
  const started = new Set<string>()
  const start = async (transactionId: string) => \`arn:\${started.add(transactionId).size}\`

  for (const title of ['A book', 'A book']) await ${eventFunction}({ id, request: { title } }, data, start)

  expect([...started]).toEqual([id])
  expect(await data.document(id)).toEqual({ processInput: { title: 'A book' } })
})

test('what is no request starts nothing', async () => {
  const start = async () => {
    throw new Error('it was started')
  }

  await expect(${eventFunction}({ id, request: { title: '' } }, inMemoryProcessData(), start)).rejects.toThrow('title')
})
`
}
