import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Clock } from './clock/clock.ts'
import { realClock } from './clock/real-clock.ts'
import type { CompiledService } from './cloudformation/compiled-service.ts'
import { createStack, type Stack } from './cloudformation/stack.ts'
import { type PlannedCompanion, planCompanions, startCompanion, urlOf } from './companions.ts'
import { recordChecks, verifyChecks } from './data-checks.ts'
import { lockDataFolder } from './data-lock.ts'
import { inspectorAddress } from './debugging/inspector.ts'
import { holdWhilePaused } from './debugging/paused-functions.ts'
import { DeploymentReports } from './deployment-reports.ts'
import { type AwsEndpoint, openEndpoint } from './endpoint/endpoint.ts'
import type { Routes } from './endpoint/routes.ts'
import { environmentOf, type LocalValues, resolveText } from './environment.ts'
import { type LocalOptions, localOptions } from './local-options.ts'
import { listening, type Ports } from './ports.ts'
import { notRunLocally } from './problems/not-run.ts'
import { unknownReference } from './problems/unknown-reference.ts'
import { removeWhatIsGone } from './removal.ts'
import type { AccountRegion } from './services/account-region.ts'
import { resourceTypes } from './services/descriptions.ts'
import type { Disturb } from './services/events/disturbance.ts'
import { dropLogs, type LogFormat, printLogs } from './services/lambda/logs.ts'
import { createServices, type Services } from './services/services.ts'
import { createMocks } from './services/states/mocks/mocks.ts'

export type RegionOptions = {
  serviceDir: string
  /** May still be under way: meanwhile the region opens what it can. */
  compiled: CompiledService | Promise<CompiledService>
  /** What it most likely will be. While it is under way, the region opens and functions are bundled as if it were. */
  previous?: CompiledService | undefined
  /** Where executions, objects, messages and items are kept. */
  dataDir: string
  ports: Ports
  /** Where functions are bundled to, and stay; inside the project. By default a folder of this region. */
  bundlesDir?: string | undefined
  /** The time of executions and schedules; functions and HTTP always live in real time. */
  clock?: Clock
  /** Runs the companions of `custom.local.run`. */
  companions?: boolean
  /** Starts functions before anyone asks: those used last, and those of a state machine that was started. */
  warmUp?: boolean
  /** Throttles Step Functions as AWS does. */
  quotas?: boolean
  /** The file of mocks for Task states, as AWS Step Functions Local has it. */
  mockConfig?: string | undefined
  /** For tests, see Disturbance. */
  disturb?: Disturb
  /** Lines of functions and companions. */
  print?: (line: string) => void
  /** How lines of functions look, and which. */
  logs?: LogFormat
  /** Lines that a developer should not miss. */
  warn?: (line: string) => void
}

/** Everything that the template describes, running on 127.0.0.1. */
export type Region = {
  /** `http://127.0.0.1:3000/dev` */
  apiUrl: string
  /** `http://127.0.0.1:4566` */
  awsUrl: string
  /** Empty without one. */
  apiKey: string
  /** For shells and clients: endpoints, key and what `custom.local.env` says. */
  environment: Readonly<Record<string, string>>
  /** Where companions listen, by name. */
  companions: Readonly<Record<string, string>>
  /** What `custom.local.welcome` says. */
  welcome: string | undefined
  readonly stack: Stack
  readonly compiled: CompiledService
  readonly options: LocalOptions
  readonly services: Services
  readonly endpoint: AwsEndpoint
  /** Makes this what runs; running executions go on. @throws Error for what cannot be deployed: mostly nothing has changed */
  deploy(compiled: CompiledService): Promise<void>
  stop(): Promise<void>
}

/** @throws DataFolderInUse, DamagedFile, PortTaken, TemplateError, BundleError, LocalOptionsError, MockConfigError */
export async function startRegion(options: RegionOptions): Promise<Region> {
  const compiling = Promise.resolve(options.compiled)
  compiling.catch(() => {}) // Awaited below, however long this takes.
  const expected = options.previous ?? (await compiling)
  const at = accountOf(expected)

  const opened: (() => Promise<void>)[] = []
  const stop = async () => {
    const failures: unknown[] = []
    for (const close of opened.splice(0).reverse()) await close().catch((error: unknown) => failures.push(error))
    if (failures.length > 0) throw failures[0]
  }
  try {
    const region = await open({ ...options, at, expected, compiling }, (close) => opened.push(close))
    if (region) return Object.assign(region, { stop })
  } catch (error) {
    await stop()
    throw error
  }
  // What was expected is in another account or region.
  await stop()
  return startRegion({ ...options, previous: undefined })
}

type Account = AccountRegion & Pick<LocalOptions, 'concurrentExecutions'>
type Opening = RegionOptions & { at: Account; expected: CompiledService; compiling: Promise<CompiledService> }

/**
 * @param onStop given what closes each thing that it opened, in that order
 * @returns undefined when the service turns out to be in another account or region
 */
async function open(
  options: Opening,
  onStop: (close: () => Promise<void>) => void,
): Promise<Omit<Region, 'stop'> | undefined> {
  const { serviceDir, dataDir, ports, at, expected, compiling, print = () => {}, warn = () => {} } = options
  let stopping = false
  const log = (line: string) => {
    // What still comes while everything closes fails, and nobody needs to know.
    if (!stopping) warn(line)
  }
  /** That of the companion of this name, if one runs. */
  let consoleUrl: string | undefined
  const realTime = realClock()
  const { clock = realTime } = options
  const debugging = inspectorAddress() !== undefined
  const lock = lockDataFolder(dataDir)
  onStop(async () => lock.release())
  verifyChecks(dataDir)
  onStop(async () => recordChecks(dataDir))
  const endpoint = await listening(
    ports.aws,
    'SFS3_AWS_PORT',
    openEndpoint({
      port: ports.aws,
      onDefect: (error) => log(`a defect of the AWS endpoint: ${error instanceof Error ? error.stack : error}`),
    }),
  )
  onStop(() => endpoint.close())

  const services = createServices({
    ...at,
    serviceDir,
    dataDir,
    endpoint,
    clock,
    realTime,
    debugging,
    bundlesDir:
      options.bundlesDir ??
      join(serviceDir, '.local', 'functions', String(ports.aws || `${process.pid}-${endpoint.port}`)),
    keepBundles: options.bundlesDir !== undefined || ports.aws !== 0,
    quotas: options.quotas ?? false,
    disturb: options.disturb,
    mocks: createMocks(options.mockConfig),
    logs: options.print ? printLogs(print, options.logs) : dropLogs,
    logLevel: options.logs?.level,
    consoleUrl: () => consoleUrl,
    log,
  })
  for (const part of services.parts) {
    onStop(() => {
      if ('signingName' in part) endpoint.withdraw(part.signingName)
      return part.stop()
    })
  }
  if (debugging) onStop(holdWhilePaused(new Set([clock, realTime]), log)) // A paused function does not end.
  onStop(async () => {
    stopping = true
  })
  const apiPort = await listening(ports.api, 'SFS3_API_PORT', services.apiGateway.listen(ports.api))
  lock.listensOn([apiPort, endpoint.port])

  const stackOf = (service: CompiledService) => {
    const { template, stackName } = service
    try {
      return createStack(template, { ...at, stackName, awsEndpoint: endpoint.url, resourceTypes })
    } catch (error) {
      throw unknownReference(error, service)
    }
  }
  if (options.previous) {
    // It may not even fit the local region, e.g. when it was compiled with other parameters.
    await Promise.try(() => services.lambda.prepare?.(stackOf(expected), expected)).catch(() => {})
  }
  let compiled = await compiling
  if (!isDeepStrictEqual(accountOf(compiled), at)) return undefined
  let stack = stackOf(compiled)

  const reports = new DeploymentReports(log)
  const deploy = async (next: CompiledService, nextStack: Stack) => {
    const { report, problems } = reports.next()
    for (const part of services.parts) await part.prepare?.(nextStack, next)
    for (const part of services.parts) await part.deploy(nextStack, report)
    await removeWhatIsGone(services.parts, nextStack, dataDir, log)
    compiled = next
    stack = nextStack
    for (const line of notRunLocally(stack, resourceTypes, serviceDir)) report.notRun(line)
    problems()
  }
  await deploy(compiled, stack)
  for (const part of services.parts) part.start()
  const local = localOptions(compiled.local)
  const routes: Routes = (service, host) =>
    service === 'execute-api' && services.apiGateway.serves(host.split('.')[0] ?? '')
      ? `http://127.0.0.1:${apiPort}`
      : Object.hasOwn(local.routes, service)
        ? local.routes[service]
        : undefined
  endpoint.serve(services.atEndpoint, services.iam, { watch: services.watched.requests, routes })
  const { apiKey, apis, httpApis } = services.apiGateway
  const httpApiUrl = httpApis.length > 0 ? `http://127.0.0.1:${apiPort}` : undefined
  const apiUrl = apis.length === 0 && httpApiUrl ? httpApiUrl : `http://127.0.0.1:${apiPort}/${compiled.stage}`
  const companions = options.companions ? await planCompanions(local.run, ports) : defaults(local.run)
  const values: LocalValues = { apiUrl, awsUrl: endpoint.url, apiKey, companions }
  const environment = environmentOf(
    local.env,
    { ...values, hasApi: apis.length + httpApis.length > 0, httpApiUrl },
    stack,
  )
  const welcome = local.welcome === undefined ? undefined : resolveText('welcome', local.welcome, stack, values)
  if (options.companions) {
    for (const companion of companions) {
      const surroundings = { serviceDir, environment, region: at.region, print }
      const running = await startCompanion(companion, surroundings)
      onStop(() => running.stop())
      if (companion.name === 'console') consoleUrl = urlOf(companion)
    }
  }
  // Last: it takes the processor from what the developer waits for.
  if (options.warmUp) services.lambda.warmUp()
  return {
    apiUrl,
    awsUrl: endpoint.url,
    apiKey: apiKey ?? '',
    environment,
    companions: options.companions
      ? Object.fromEntries(companions.map((companion) => [companion.name, urlOf(companion) ?? '']))
      : {},
    welcome,
    get stack() {
      return stack
    },
    get compiled() {
      return compiled
    },
    options: local,
    services,
    endpoint,
    async deploy(next) {
      if (!isDeepStrictEqual(accountOf(next), at))
        throw new Error('the account, its concurrency or the region is another one now: start again')
      const changed = !isDeepStrictEqual(localOptions(next.local), localOptions(compiled.local))
      await deploy(next, stackOf(next))
      if (changed) warn('custom.local is read at the start: start again for what has changed there')
    },
  }
}

function accountOf({ region, local }: CompiledService): Account {
  const { accountId, concurrentExecutions } = localOptions(local)
  return { accountId, concurrentExecutions, region }
}

/** Companions that are not run, where they would be. */
const defaults = (run: LocalOptions['run']): PlannedCompanion[] =>
  Object.entries(run).map(([name, { command, port }]) => ({ name, command, port: port?.default }))
