import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repeat, type StatesServer, startStatesServer } from './states-client.ts'

/** Four states that need nobody else. */
export const pass = {
  StartAt: 'Prepare',
  States: {
    Prepare: { Type: 'Pass', Result: { amount: 3 }, ResultPath: '$.order', Next: 'Large?' },
    'Large?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.order.amount', NumericGreaterThan: 2, Next: 'Note' }],
      Default: 'Done',
    },
    Note: { Type: 'Pass', Parameters: { 'note.$': "States.Format('{} pieces', $.order.amount)" }, Next: 'Done' },
    Done: { Type: 'Succeed' },
  },
}
const Resource = 'arn:aws:lambda:us-east-1:000000000000:function:echo'
const tasks = {
  StartAt: 'A',
  States: {
    A: { Type: 'Task', Resource, Next: 'B' },
    B: { Type: 'Task', Resource, Next: 'C' },
    C: { Type: 'Task', Resource, Next: 'D' },
    D: { Type: 'Task', Resource, End: true },
  },
}

/** StartExecution … SUCCEEDED of machines with four states over HTTP, 10 clients, on disk and in memory. */
export async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sfs3-bench-'))
  try {
    const durable = await measure('on disk', folder)
    const memory = await measure('in memory', ':memory:')
    const bare = await requestsAlone()
    console.log(`the two requests of each, to a server that only answers: ${bare}/s`)
    console.log(
      `on disk / in memory: ${(durable / memory).toFixed(2)}, on disk / HTTP alone: ${(durable / bare).toFixed(2)}`,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function requestsAlone(): Promise<number> {
  const server = await startStatesServer('', './bare-server.ts')
  try {
    return (await executions(server, 'bare', {})).perSecond
  } finally {
    await server.stop()
  }
}

async function measure(where: string, dataDir: string): Promise<number> {
  const server = await startStatesServer(dataDir)
  try {
    const { perSecond, cpuMs } = await executions(server, 'pass', pass)
    console.log(
      `${where}: ${perSecond} executions/s of Pass, Choice, Pass, Succeed (budget 2,000), ${cpuMs} ms CPU each`,
    )
    const task = await executions(server, 'tasks', tasks)
    console.log(`${where}: ${task.perSecond} executions/s of four Tasks answered at once, ${task.cpuMs} ms CPU each`)
    return perSecond
  } finally {
    await server.stop()
  }
}

/** The CPU time is the server's: what the rate would be if nobody else used the machine follows from it. */
async function executions(server: StatesServer, name: string, definition: object) {
  const roleArn = 'arn:aws:iam::000000000000:role/bench'
  const machine = await server.call('CreateStateMachine', { name, roleArn, definition: JSON.stringify(definition) })
  const run = async () => {
    const { stateMachineArn } = machine
    const { executionArn } = await server.call('StartExecution', { stateMachineArn, input: '{"customer":"ann"}' })
    while ((await server.call('DescribeExecution', { executionArn })).status !== 'SUCCEEDED');
  }
  await repeat(10, 2_000, run) // warm
  const before = await server.usage()
  const { done, perSecond } = await repeat(10, 5_000, run)
  const after = await server.usage()
  return { perSecond: Math.round(perSecond), cpuMs: ((after.cpuMs - before.cpuMs) / done).toFixed(2) }
}
