import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { SFNClient, TestStateCommand, type TestStateCommandInput } from '@aws-sdk/client-sfn'
import { findState, type Machine, parseMachine, workflowsOf } from '@sfs3/asl'
import * as z from 'zod'
import type { CompiledService } from './cloudformation/compiled-service.ts'
import { createStack } from './cloudformation/stack.ts'
import { portsOfHolder } from './data-lock.ts'
import { didYouMean } from './did-you-mean.ts'
import { localOptions } from './local-options.ts'
import { resourceTypes } from './services/descriptions.ts'
import { machineOfTemplate } from './services/states/machine-of-template.ts'
import { testState } from './services/states/operations/test-state.ts'
import { tested } from './tested.ts'
import { compiledOnce } from './testing/compiled-once.ts'
import { fakeClock } from './testing/fake-clock.ts'
import { machineResource } from './testing/names.ts'
import { startRegion } from './testing/region.ts'

const Answer = z.looseObject({
  status: z.string(),
  output: z.string().optional(),
  nextState: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  inspectionData: z.record(z.string(), z.json()).optional(),
})
export type Answer = z.infer<typeof Answer>

const Mock = z.union([
  z.strictObject({ returns: z.json() }),
  z.strictObject({ throws: z.string(), cause: z.string().optional() }),
])

type Request = Omit<TestStateCommandInput, 'inspectionLevel'> & { inspectionLevel: 'INFO' | 'DEBUG' }

/** Runs one state of a state machine alone, as TestState does, and prints what became of it. */
async function main(args: string[]) {
  const { machine, options, others } = argumentsIn(args)
  const serviceDir = process.cwd()
  const compiled = await compiledOnce(serviceDir, others)
  const request = requestFor(compiled, machine, options)
  const ports = portsOfHolder(resolve(process.env.SFS3_DATA_DIR || '.local/data'))
  const answer = Answer.parse(ports ? await inRunning(request, ports[1], compiled) : await inOwn(request, compiled))
  console.log(options.json ? JSON.stringify(answer, null, 2) : tested(options.state ?? '', answer))
  process.exit(['FAILED', 'RETRIABLE'].includes(answer.status) ? 1 : 0)
}

const ours = {
  state: { type: 'string' },
  input: { type: 'string' },
  mock: { type: 'string' },
  inspect: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

/** What is not ours goes to the compiler: `--stage`, `--param`. */
function argumentsIn(args: string[]) {
  const { values, positionals, tokens } = parseArgs({
    args,
    options: ours,
    strict: false,
    tokens: true,
    allowPositionals: true,
  })
  const others = tokens.flatMap((token) =>
    token.kind === 'option' && !(token.name in ours)
      ? args.slice(token.index, token.index + (token.value === undefined ? 2 : 1))
      : [],
  )
  const [machine] = positionals
  if (machine === undefined || machine === '')
    throw new Error('which state machine? sls local test <machine> --state <name>')
  const { state, input, mock, inspect, json } = values as {
    state?: string
    input?: string
    mock?: string
    inspect?: boolean
    json?: boolean
  }
  return { machine, options: { state, input, mock, inspect, json }, others }
}

function requestFor(
  compiled: CompiledService,
  name: string,
  { state, input, mock, inspect }: ReturnType<typeof argumentsIn>['options'],
): Request {
  const { template, stackName, region } = compiled
  const { accountId } = localOptions(compiled.local)
  const stack = createStack(template, { accountId, region, stackName, awsEndpoint: 'http://127.0.0.1', resourceTypes })
  const { definition, roleArn } = machineOfTemplate(machineResource(stack, name))
  const machine = parseMachine(JSON.parse(definition))
  const states = namesIn(machine)
  if (state === undefined) throw new Error(`which state? --state <name>${didYouMean('', states)}`)
  if (!findState(machine, state)) throw new Error(`'${name}' has no state '${state}'${didYouMean(state, states)}`)
  return {
    definition,
    stateName: state,
    roleArn,
    input: input === undefined ? '{}' : JSON.stringify(jsonIn('--input', input)),
    inspectionLevel: inspect ? 'DEBUG' : 'INFO',
    ...(mock !== undefined && { mock: mockIn(mock) }),
  }
}

function mockIn(file: string): NonNullable<Request['mock']> {
  const parsed = Mock.safeParse(jsonIn('--mock', file))
  if (!parsed.success) throw new Error(`--mock ${file}: must be {"returns": …} or {"throws": "Error", "cause": "…"}`)
  if ('returns' in parsed.data) return { result: JSON.stringify(parsed.data.returns), fieldValidationMode: 'NONE' }
  return {
    errorOutput: { error: parsed.data.throws, ...(parsed.data.cause !== undefined && { cause: parsed.data.cause }) },
  }
}

function namesIn(machine: Machine): string[] {
  return Object.entries(machine.States).flatMap(([name, state]) => [name, ...workflowsOf(state).flatMap(namesIn)])
}

function jsonIn(option: string, file: string): unknown {
  let text: string
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch {
    throw new Error(`${option} ${file}: there is no such file`)
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${option} ${file} is no JSON: ${error instanceof Error ? error.message : error}`)
  }
}

/** In the region that runs on this service's data: what the state needs may be there. */
async function inRunning(request: Request, port: number, { region }: CompiledService): Promise<unknown> {
  const sfn = new SFNClient({
    endpoint: `http://127.0.0.1:${port}`,
    region,
    credentials: { accessKeyId: 'developer', secretAccessKey: 'local' },
    disableHostPrefix: true,
    maxAttempts: 1,
  })
  const { $metadata, ...answer } = await sfn.send(new TestStateCommand(request))
  return answer
}

/** In a region of its own, which begins with no data. A Wait state takes no time. */
async function inOwn(request: Request, compiled: CompiledService): Promise<unknown> {
  const waits = findState(parseMachine(JSON.parse(request.definition ?? '')), request.stateName ?? '')?.Type === 'Wait'
  const clock = fakeClock(Date.now())
  const region = await startRegion({ compiled, ...(waits && { clock }), print: (line) => console.error(line) })
  try {
    let ended = false
    const testing = testState(request, region.services.states.stepFunctions.states).finally(() => {
      ended = true
    })
    while (waits && !ended && clock.next()) await turn()
    return await testing
  } finally {
    await region.stop()
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`sfs3: ${error instanceof Error ? error.message : error}`)
  if (process.env.SFS3_DEBUG) console.error(error)
  process.exit(1)
})
