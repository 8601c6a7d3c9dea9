import { SFNClient } from '@aws-sdk/client-sfn'
import type { Json } from '@sfs3/asl'
import type { Resource } from '../cloudformation/stack.ts'
import { FunctionNotFound, type Invoke, type InvokeResult } from '../services/lambda/invoke.ts'
import type { StatusChange } from '../services/states/executions/status-change.ts'
import type { EventSink } from '../services/states/executions/status-changes.ts'
import type { Mocks } from '../services/states/mocks/mocks.ts'
import { createStepFunctions, type StepFunctions } from '../services/states/step-functions.ts'
import type { RetentionLimits } from '../services/states/store/retention.ts'
import { accountId, region } from './account-region.ts'
import { functionArn } from './arns.ts'
import { type Endpoint, startEndpoint } from './aws-endpoint.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'

/** What a function of a test does: give a result, or throw what Lambda would report. */
export type TestFunction = (input: Json) => Json | Promise<Json>

export type TestRegion = {
  sfn: SFNClient
  endpoint: Endpoint
  stepFunctions: StepFunctions
  clock: FakeClock
  changes: StatusChange[]
  logged: string[]
  stop(): Promise<void>
}

export type TestRegionOptions = {
  functions?: Record<string, TestFunction>
  authorise?: (roleArn: string, action: string, resourceArn: string) => void
  clock?: FakeClock
  dataDir?: string
  keep?: RetentionLimits
  resources?: Resource[]
  events?: EventSink
  mocks?: Mocks
}

/** Step Functions behind a real AWS endpoint on a free port, with a client; time stands still until a test moves it. */
export async function startRegion(options: TestRegionOptions = {}): Promise<TestRegion> {
  const { functions = {}, clock = fakeClock(), authorise = () => {}, dataDir = ':memory:', keep } = options
  const changes: StatusChange[] = []
  const logged: string[] = []
  const endpoint = await startEndpoint({
    services: { states: (request) => stepFunctions.service(request) },
    ...(options.resources && { resources: options.resources }),
  })
  const stepFunctions = createStepFunctions({
    dataDir,
    clock,
    region,
    accountId,
    invoke: invoking(functions),
    authorise,
    clientFor: () => endpoint.configOf('states', 'test'),
    events: options.events,
    mocks: options.mocks,
    onStatusChange: (change) => changes.push(change),
    log: (line) => logged.push(line),
    ...(keep && { keep }),
  })
  stepFunctions.start()
  const sfn = new SFNClient({ ...endpoint.config, disableHostPrefix: true, maxAttempts: 1 })
  return {
    sfn,
    endpoint,
    stepFunctions,
    clock,
    changes,
    logged,
    async stop() {
      sfn.destroy()
      await stepFunctions.stop()
      await endpoint.stop()
    },
  }
}

/** An `Invoke` over functions of a test. */
export function invoking(functions: Record<string, TestFunction>): Invoke {
  return async (nameOrArn, payload): Promise<InvokeResult> => {
    const name = nameOrArn.split(':').at(-1) ?? ''
    const handler = functions[name]
    if (!handler) throw new FunctionNotFound(functionArn(name))
    try {
      return { requestId: 'request-1', payload: JSON.stringify(await handler(JSON.parse(payload) as Json)) }
    } catch (thrown) {
      const { name: errorType, message: errorMessage } = thrown as Error
      return {
        requestId: 'request-1',
        functionError: 'Unhandled',
        payload: JSON.stringify({ errorType, errorMessage, trace: [] }),
      }
    }
  }
}
