import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Json } from '@sfs3/asl'
import { freePorts } from '../ports.ts'
import { type Region, type RegionOptions, startRegion as start } from '../region.ts'
import { startExecution } from '../services/states/operations/start-execution.ts'
import { bundledOnce } from './bundled-once.ts'
import { compiledOnce } from './compiled-once.ts'
import { type ExecutionReport, executionReport } from './execution-report.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'
import { type MockedAnswers, type MockedState, mockState } from './mock-state.ts'
import { functionNameOf, machineOf } from './names.ts'
import { iso, settled, skipTo, skipToNextTimer } from './virtual-time.ts'

export type TestRegion = Region & {
  dataDir: string
  /** For any AWS SDK client: the developer's. */
  sdk: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } }
  /** Sends a request with the API key: `call('POST', '/jobs', { StartTimestamp })`. A body that is no text goes as JSON. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  /**
   * Invokes a function by its name, or the one in serverless.yml, and gives what it returns.
   * @throws Error with the name and the message of what the function threw
   */
  invoke(functionName: string, payload?: Json): Promise<Json>
  /**
   * Answers for a Task state from now on: `mock('process', 'step-b', [{ throws: 'Busy' }, { returns: {} }])`.
   * @throws Error for a machine or a state that is not there
   */
  mock(machine: string, state: string, answers: MockedAnswers): MockedState
  /** Starts an execution and gives its ARN. @throws Error for a machine that is not there */
  start(machine: string, input?: Json, name?: string): Promise<string>
  /** The execution as it is now, with its history by state. @throws Error for one that is not there */
  execution(executionArn: string): Promise<ExecutionReport>
  /**
   * The execution when it has ended. Virtual time moves on whenever only time can help.
   * @throws Error when in virtual time somebody has to answer first, or nothing ever ends it
   */
  ended(executionArn: string): Promise<ExecutionReport>
  /** Starts an execution and gives it when it has ended. */
  run(machine: string, input?: Json): Promise<ExecutionReport>
  /** The time of executions and schedules. */
  now(): Date
  /** Moves virtual time there, stopping at everything that is due on the way. Functions live in real time. */
  skipTo(date: Date | string | number): Promise<void>
  /** Moves virtual time to what is due next, and gives that time. @throws Error when nothing is */
  skipToNextTimer(): Promise<Date>
  [Symbol.asyncDispose](): Promise<void>
}

export type TestRegionOptions = Partial<Omit<RegionOptions, 'serviceDir'>> & {
  /** The folder of serverless.yml; the current one if absent. */
  service?: string
  /** What `sls package` would be given: `--stage`, `--param`. */
  args?: string[]
  /** `virtual` stands still until the test moves it. */
  time?: 'real' | 'virtual'
}

/** Starts the region of a service on free ports, with its data in a folder that `stop` removes. */
export async function startRegion(options: TestRegionOptions = {}): Promise<TestRegion> {
  const { service = '.', args = [], time = 'real', ...given } = options
  const serviceDir = resolve(service)
  const virtual = time === 'virtual' ? fakeClock(Date.now()) : undefined
  const compiled = given.compiled ?? compiledOnce(serviceDir, args)
  const bundlesDir = given.bundlesDir ?? (given.previous ? undefined : await bundledOnce(await compiled))
  const dataDir = given.dataDir ?? mkdtempSync(join(tmpdir(), 'sfs3-region-'))
  const removeData = () => given.dataDir === undefined && rmSync(dataDir, { recursive: true, force: true })
  const region = await start({
    ports: freePorts,
    ...(virtual && { clock: virtual }),
    ...given,
    compiled,
    bundlesDir,
    serviceDir,
    dataDir,
  }).catch((error: unknown) => {
    removeData()
    throw error
  })
  const { stop } = region
  const stopAll = async () => {
    await stop()
    removeData()
  }
  return Object.assign(region, withTests(region, virtual), { dataDir, stop: stopAll, [Symbol.asyncDispose]: stopAll })
}

type Added = Omit<TestRegion, keyof Region | 'dataDir' | typeof Symbol.asyncDispose>

function withTests(region: Region, virtual: FakeClock | undefined): Added {
  const { states } = region.services.states.stepFunctions
  const clock = () => {
    if (virtual) return virtual
    throw new Error("time is real: startRegion({ time: 'virtual' }) makes one that the test moves")
  }
  const executionOf = (executionArn: string) => {
    const execution = states.store.executions.get(executionArn)
    if (execution) return execution
    throw new Error(`there is no execution ${executionArn}`)
  }
  const added: Added = {
    sdk: {
      endpoint: region.awsUrl,
      region: region.compiled.region,
      credentials: { accessKeyId: 'developer', secretAccessKey: 'local' },
    },
    call: (method, path, body, headers = {}) =>
      fetch(region.apiUrl + path, {
        method,
        headers: { 'x-api-key': region.apiKey, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    async invoke(functionName, payload = {}) {
      const invoked = await region.services.lambda.invoke(functionNameOf(region, functionName), JSON.stringify(payload))
      const result = JSON.parse(invoked.payload) as Json
      if (invoked.functionError === undefined) return result
      const { errorType, errorMessage } = result as { errorType?: string; errorMessage?: string }
      throw Object.assign(new Error(errorMessage), { name: errorType ?? 'Error' })
    },
    mock: (machine, state, answers) => mockState(region, machine, state, answers),
    async start(machine, input = {}, name = randomUUID()) {
      const [unqualified = machine, testCase] = machine.split('#')
      const arn = machineOf(region, unqualified).arn
      const stateMachineArn = testCase === undefined ? arn : `${arn}#${testCase}`
      const { executionArn } = startExecution({ stateMachineArn, name, input: JSON.stringify(input) }, states)
      await states.store.committed()
      return executionArn
    },
    async execution(executionArn) {
      await states.store.committed()
      return executionReport(executionOf(executionArn), states)
    },
    async ended(executionArn) {
      executionOf(executionArn)
      if (virtual) await moveToEnd(region, virtual, executionArn)
      else if (states.driver.isOpen(executionArn))
        await new Promise<void>((resolve) => states.driver.onEnd(executionArn, () => resolve()))
      return added.execution(executionArn)
    },
    run: async (machine, input) => added.ended(await added.start(machine, input)),
    now: () => new Date(states.clock.now()),
    skipTo: async (date) => skipTo(region, clock(), date),
    skipToNextTimer: async () => skipToNextTimer(region, clock()),
  }
  return added
}

/** An execution that takes more timers than this waits for something else. */
const mostMoves = 1000

/** From one timer to the next, as long as one can help. */
async function moveToEnd(region: Region, clock: FakeClock, executionArn: string): Promise<void> {
  const { driver } = region.services.states.stepFunctions.states
  for (let moves = 0; ; moves++) {
    await settled(region)
    const pending = driver.pending(executionArn)
    if (!pending) return
    const { answers, until, others } = pending
    if (answers.length > 0) {
      const states = answers.map((state) => `'${state}'`).join(', ')
      throw new Error(`the execution waits for an answer to ${states} at ${iso(clock.now())}: give one, then ask again`)
    }
    const canHelp = (until !== undefined || others) && moves < mostMoves
    if (!canHelp || !clock.next())
      throw new Error(`nothing will end the execution ${executionArn}, which waits at ${iso(clock.now())}`)
  }
}
