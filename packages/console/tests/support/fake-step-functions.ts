import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An endpoint that knows one execution: what it answers is what the test has put into it. */
export async function fakeStepFunctions() {
  const asked: string[] = []
  const state = {
    status: 'RUNNING',
    gone: false,
    events: [] as { id: number; type: string; timestamp: number }[],
    region: undefined as object | undefined,
  }
  const answers: Record<string, (input: Record<string, unknown>) => object> = {
    ListStateMachines: () => ({
      stateMachines: [{ stateMachineArn: 'm', name: 'm', type: 'STANDARD', creationDate: 1 }],
    }),
    DescribeExecution: () => ({
      executionArn: 'e',
      stateMachineArn: 'm',
      name: 'e',
      status: state.status,
      startDate: 1,
    }),
    GetExecutionHistory: ({ reverseOrder }) => ({ events: reverseOrder ? state.events.toReversed() : state.events }),
    StopExecution: () => ({ stopDate: 2 }),
    TestState: () => ({ status: 'SUCCEEDED' }),
  }
  const server = createServer(async (request, response) => {
    const [, operation = ''] = String(request.headers['x-amz-target']).split('.')
    asked.push(operation)
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const answer = state.gone
      ? undefined
      : operation === 'DescribeRegion'
        ? state.region && (() => state.region)
        : answers[operation]
    response.writeHead(state.gone ? 500 : answer ? 200 : 400, { 'content-type': 'application/x-amz-json-1.0' })
    const input = JSON.parse(Buffer.concat(chunks).toString() || '{}')
    response.end(JSON.stringify(answer?.(input) ?? { __type: 'ExecutionDoesNotExist', message: 'no such execution' }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    state,
    stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}
