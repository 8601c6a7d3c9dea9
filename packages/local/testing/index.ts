/** What tests of a service need: its region, parts of one, and time that moves when the test says so. docs/testing.md shows them. */
import type { Endpoint, EndpointOptions } from './aws-endpoint.ts'
import type { TestRegion, TestRegionOptions } from './region.ts'
import type {
  TestRegion as TestStepFunctions,
  TestRegionOptions as TestStepFunctionsOptions,
} from './state-machines.ts'

export { compileService } from '../cloudformation/compiler.ts'
export type { Resource, Stack } from '../cloudformation/stack.ts'
export { Template } from '../cloudformation/template.ts'
export type { Disturbance } from '../services/events/disturbance.ts'
export type { MockAnswer } from '../services/states/mocks/mock-config.ts'
export { accountId, region } from './account-region.ts'
export { functionArn, roleArn } from './arns.ts'
export type { Endpoint } from './aws-endpoint.ts'
export { compiledOnce } from './compiled-once.ts'
export { eventually } from './eventually.ts'
export type { ExecutionReport, StateReport } from './execution-report.ts'
export { type FakeClock, fakeClock } from './fake-clock.ts'
export type { MockedAnswers, MockedState } from './mock-state.ts'
export type { TestRegion, TestRegionOptions } from './region.ts'
export { stackOf } from './stack.ts'
export type { TestFunction } from './state-machines.ts'
export { resource, role } from './template-resource.ts'
export type { TestStepFunctions }

// A test runner loads all modules again for each test file, so a service is loaded when a test starts it.

/** Starts the region of a service on free ports, with its data in a folder that `stop` removes. */
export async function startRegion(options: TestRegionOptions = {}): Promise<TestRegion> {
  if (Number.parseInt(process.versions.node, 10) < 24)
    throw new Error(
      `the local region needs Node.js 24 or later, and this is ${process.version}; npm i -D node@24 brings one`,
    )
  return (await import('./region.ts')).startRegion(options)
}

/** The AWS endpoint with all services that run no code, on a free port, its data in a temporary folder, which `stop` removes. */
export async function startEndpoint(options: EndpointOptions = {}): Promise<Endpoint> {
  return (await import('./aws-endpoint.ts')).startEndpoint(options)
}

/** Step Functions behind a real AWS endpoint on a free port, with a client; time stands still until a test moves it. */
export async function startStepFunctions(options: TestStepFunctionsOptions = {}): Promise<TestStepFunctions> {
  return (await import('./state-machines.ts')).startRegion(options)
}
