import type { Clock } from '../../clock/clock.ts'
import type { CredentialsOf } from '../../iam/credentials.ts'
import type { AccountRegion } from '../account-region.ts'
import type { AwsService, ServiceDescription } from '../aws-service.ts'
import { nameOf, strictReport } from '../report.ts'
import { AsynchronousInvocations } from './asynchronous-invocations.ts'
import { FunctionCode } from './code.ts'
import { functionConfiguration } from './function-configuration.ts'
import { handleLambda } from './handle.ts'
import { LambdaHost } from './host.ts'
import type { Invoke } from './invoke.ts'
import { functionsOfMachines, keepUsed, lastUsed } from './likely-functions.ts'
import type { LogSink } from './logs.ts'
import { lambdaPermissions } from './permissions.ts'
import { functionPolicies } from './resource-policies.ts'
import { lambdaResourceTypes } from './resource-types.ts'

export const lambdaDescription = {
  signingName: 'lambda',
  protocol: 'rest-json',
  pathPrefix: '/2015-03-31/',
  denied: { status: 403 },
  resourceTypes: lambdaResourceTypes,
  resourcePolicies: functionPolicies,
} satisfies ServiceDescription

export type LambdaOptions = AccountRegion & {
  serviceDir: string
  /** Where bundles are written; inside the project, where packages that are not bundled resolve. */
  bundlesDir: string
  /** Leaves them there for the next start. */
  keepBundles: boolean
  /** Where asynchronous invocations wait. */
  dataDir: string
  /** Functions always live in real time. */
  clock: Clock
  awsEndpoint: string
  credentialsOf: CredentialsOf
  logs: LogSink
  /** What a developer should know, in one line. */
  log: (line: string) => void
}

export type Lambda = AwsService & {
  invoke: Invoke
  /** The source files of the functions, packages left out. */
  readonly inputs: ReadonlySet<string>
  /** Starts functions before anyone asks: from now on those that are likely to be next, at first those used last. */
  warmUp(): void
  /** A state machine was started: once warm, its functions are likely to be next. */
  warmUpFor(stateMachineArn: string): void
  /** Bundles again what changed on disk; returns the handlers whose code is new. @throws BundleError: then all stays */
  rebundle(): Promise<string[]>
}

/** Lambda: the functions of the template, bundled as for a deployment, in worker threads. */
export function createLambda(options: LambdaOptions): Lambda {
  const { accountId, region, serviceDir, bundlesDir, keepBundles, clock, awsEndpoint, credentialsOf, logs } = options
  const code = new FunctionCode({ serviceDir, outDir: bundlesDir, keep: keepBundles })
  const host = new LambdaHost({ bundles: code, clock, awsEndpoint, credentialsOf, logs, accountId, region })
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
      changed = changed.union(await code.load([...new Set(handlers)], esbuild, new Map(folders)))
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
