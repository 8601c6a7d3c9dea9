import type { Clock } from '../../clock/clock.ts'
import type { CredentialsOf } from '../../iam/credentials.ts'
import type { AccountRegion } from '../account-region.ts'
import type { AwsService } from '../aws-service.ts'
import { AsynchronousInvocations } from './asynchronous-invocations.ts'
import { Bundler } from './bundles.ts'
import { lambdaDescription } from './description.ts'
import type { FunctionConfiguration } from './function-configuration.ts'
import { functionConfiguration } from './function-configuration.ts'
import { handleLambda } from './handle.ts'
import { LambdaHost } from './host.ts'
import type { InvocationWatch } from './invocation-watch.ts'
import type { Invoke } from './invoke.ts'
import { functionsOfMachines, keepUsed, lastUsed } from './likely-functions.ts'
import type { LogLevel, LogSink } from './logs.ts'
import { lambdaPermissions } from './permissions.ts'

export type LambdaOptions = AccountRegion & {
  serviceDir: string
  /** Where bundles are written; inside the project, where packages that are not bundled resolve. */
  bundlesDir: string
  /** Leaves them there for the next start. */
  keepBundles: boolean
  /** Bundles code so that a debugger finds its lines and variables. */
  debugging: boolean
  /** Where asynchronous invocations wait. */
  dataDir: string
  /** Functions always live in real time. */
  clock: Clock
  /** See LambdaHostSettings. */
  concurrentExecutions?: number
  awsEndpoint: string
  credentialsOf: CredentialsOf
  logs: LogSink
  /** The level that functions are asked to log at, as Lambda's own log level; that of their code if undefined. */
  logLevel?: LogLevel | undefined
  watch?: InvocationWatch | undefined
  /** What a developer should know, in one line. */
  log: (line: string) => void
}

export type Lambda = AwsService & {
  invoke: Invoke
  readonly functions: readonly FunctionConfiguration[]
  /** The source files of the functions, packages left out. */
  readonly inputs: ReadonlySet<string>
  /** Whether a function runs. */
  readonly busy: boolean
  /** Starts functions before anyone asks: from now on those that are likely to be next, at first those used last. */
  warmUp(): void
  /** A state machine was started: once warm, its functions are likely to be next. */
  warmUpFor(stateMachineArn: string): void
  /** Bundles again what changed on disk; returns the handlers whose code is new. @throws BundleError: then all stays */
  rebundle(): Promise<string[]>
}

/** Lambda: the functions of the template, bundled as for a deployment, in worker threads. */
export function createLambda(options: LambdaOptions): Lambda {
  const { serviceDir, bundlesDir, keepBundles, accountId, region } = options
  const forDebuggers = options.debugging ? { minify: false, sourcemap: 'linked' } : {}
  const bundler = new Bundler({ serviceDir, outDir: bundlesDir, keep: keepBundles })
  const host = new LambdaHost({ ...options, bundles: bundler })
  const asynchronous = new AsynchronousInvocations({ ...options, invoke: host.invoke })
  /** Handlers whose code is new since the last deployment. */
  let changed: ReadonlySet<string> = new Set()
  let warm = false
  let ofMachines: ReadonlyMap<string, readonly string[]> = new Map()

  return {
    ...lambdaDescription,
    type: 'whole',
    permissions: (request) => lambdaPermissions(request, { accountId, region }),
    handle: handleLambda(host, asynchronous),
    invoke: host.invoke,
    get busy() {
      return host.running > 0
    },
    get functions() {
      return host.functions
    },
    get inputs() {
      return bundler.inputs
    },
    async prepare(stack, { esbuild }) {
      const handlers = stack.ofType('AWS::Lambda::Function').map((one) => functionConfiguration(one).handler)
      changed = changed.union(await bundler.bundle([...new Set(handlers)], { ...esbuild, ...forDebuggers }))
    },
    async deploy(stack) {
      host.deploy(stack.ofType('AWS::Lambda::Function').map(functionConfiguration), changed)
      changed = new Set()
      ofMachines = functionsOfMachines(stack)
    },
    start: () => asynchronous.start(),
    warmUp() {
      warm = true
      host.warmUp([...lastUsed(bundlesDir), ...[...ofMachines.values()].flat()])
    },
    warmUpFor(stateMachineArn) {
      if (warm) host.warmUp(ofMachines.get(stateMachineArn) ?? [])
    },
    async rebundle() {
      const handlers = await bundler.rebuild()
      if (handlers.size > 0) host.deploy(host.functions, handlers)
      return [...handlers]
    },
    async stop() {
      if (warm) keepUsed(bundlesDir, host.used)
      asynchronous.stop()
      await host.stop()
      await bundler.close()
    },
  }
}
