import type { Clock } from '../../clock/clock.ts'
import type { CredentialsOf } from '../../iam/credentials.ts'
import type { AccountRegion } from '../account-region.ts'
import type { AwsService } from '../aws-service.ts'
import { nameOf, strictReport } from '../report.ts'
import { AsynchronousInvocations } from './asynchronous-invocations.ts'
import { FunctionCode } from './code.ts'
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
  const code = new FunctionCode({ serviceDir, outDir: bundlesDir, keep: keepBundles })
  const host = new LambdaHost({ ...options, bundles: code })
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
      return code.inputs
    },
    async prepare(stack, { esbuild, layers = {} }) {
      const functions = stack.ofType('AWS::Lambda::Function').map(functionConfiguration)
      const handlers = functions.filter(({ runtime }) => runtime.startsWith('nodejs')).map(({ handler }) => handler)
      const folders = stack
        .ofType('AWS::Lambda::LayerVersion')
        .flatMap(({ physicalId, logicalId }) =>
          layers[logicalId] === undefined ? [] : [[physicalId, layers[logicalId]] as const],
        )
      changed = changed.union(
        await code.load([...new Set(handlers)], { ...esbuild, ...forDebuggers }, new Map(folders)),
      )
    },
    async deploy(stack, report = strictReport) {
      const functions = stack.ofType('AWS::Lambda::Function')
      host.deploy(functions.map(functionConfiguration), changed)
      for (const one of functions) {
        const configuration = functionConfiguration(one)
        const problem = host.problemOf(configuration)
        if (problem !== undefined) report.notRun(`${nameOf(one)}: answers with an error: ${problem}`)
        for (const layer of configuration.layers ?? [])
          if (code.folderOfLayer(layer) === undefined) report.notRun(`${nameOf(one)}: layer ${layer} is not there`)
      }
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
      const handlers = await code.reload()
      if (handlers.size > 0) host.deploy(host.functions, handlers)
      return [...handlers]
    },
    async stop() {
      if (warm) keepUsed(bundlesDir, host.used)
      asynchronous.stop()
      await host.stop()
      await code.close()
    },
  }
}
