/** What tests of a service need: its region, parts of one, and time that moves when the test says so. docs/testing.md shows them. */
export { realClock } from '../clock/real-clock.ts'
export type { Stack } from '../cloudformation/stack.ts'
export { Template } from '../cloudformation/template.ts'
export type { Disturbance } from '../services/events/disturbance.ts'
export { Bundler } from '../services/lambda/bundles.ts'
export { withPlugins } from '../services/lambda/esbuild-plugins.ts'
export { LambdaHost } from '../services/lambda/host.ts'
export { dropLogs } from '../services/lambda/logs.ts'
export { accountId, region } from './account-region.ts'
export { type Endpoint, resource, role, startEndpoint } from './aws-endpoint.ts'
export { compiledOnce } from './compiled-once.ts'
export { eventually } from './eventually.ts'
export { type FakeClock, fakeClock } from './fake-clock.ts'
export { startRegion, type TestRegion, type TestRegionOptions } from './region.ts'
export { stackOf } from './stack.ts'
export {
  functionArn,
  roleArn,
  startRegion as startStepFunctions,
  type TestFunction,
  type TestRegion as TestStepFunctions,
} from './state-machines.ts'
