import { join } from 'node:path'
import type { Clock } from './clock/clock.ts'
import { realClock } from './clock/real-clock.ts'
import type { CompiledService } from './cloudformation/compiled-service.ts'
import { accountId, region } from './cloudformation/pseudo-parameters.ts'
import { createStack, type Stack } from './cloudformation/stack.ts'
import { type AwsEndpoint, createAwsEndpoint } from './endpoint/aws-endpoint.ts'
import { roleCaller } from './endpoint/caller.ts'
import type { Service } from './endpoint/service.ts'
import { endpointsOf, queueOf } from './endpoints.ts'
import { credentialsOf } from './iam/credentials.ts'
import type { ServicePrincipal } from './iam/iam.ts'
import { listening, type Ports } from './ports.ts'
import { startSampleService } from './sample-service.ts'
import { apiKeyValues } from './services/apigateway/api-key-values.ts'
import { ApiGatewayHost } from './services/apigateway/host.ts'
import type { Backends } from './services/backends.ts'
import type { Disturb } from './services/events/disturbance.ts'
import { Bundler } from './services/lambda/bundles.ts'
import { functionConfiguration } from './services/lambda/function-configuration.ts'
import { LambdaHost } from './services/lambda/host.ts'
import { functionsOfMachines, keepUsed, lastUsed } from './services/lambda/likely-functions.ts'
import { dropLogs, printLogs } from './services/lambda/logs.ts'
import { lambdaService } from './services/lambda/service.ts'
import { machineOfTemplate } from './services/states/machine-of-template.ts'
import { throttled } from './services/states/quotas.ts'
import { createStepFunctions, type StepFunctions } from './services/states/step-functions.ts'

/** As whom API Gateway comes to functions: their own policy has to let it in. */
const apiGatewayItself: ServicePrincipal = { kind: 'service', service: 'apigateway.amazonaws.com' }

export type RegionOptions = {
  serviceDir: string
  /** May still be under way: meanwhile the region opens what it can. */
  compiled: CompiledService | Promise<CompiledService>
  /** What it most likely will be. While it is under way, functions are bundled and started as if it were. */
  previous?: CompiledService | undefined
  /** Where executions, objects, messages and items are kept. */
  dataDir: string
  ports: Ports
  /** The time of executions and schedules; functions and HTTP always live in real time. */
  clock?: Clock
  sampleService?: boolean
  /** Starts functions before anyone asks: those used last, and those of a state machine that was started. */
  warmUp?: boolean
  /** Throttles Step Functions as AWS does. */
  quotas?: boolean
  /** For tests, see Disturbance. */
  disturb?: Disturb
  /** Lines of functions, and of the region about them. */
  print?: (line: string) => void
  /** Lines that a developer should not miss. */
  warn?: (line: string) => void
}

/** Everything that the template describes, running on 127.0.0.1. */
export type Region = {
  /** `http://127.0.0.1:3000/dev` */
  apiUrl: string
  /** `http://127.0.0.1:4566` */
  awsUrl: string
  sampleUrl: string | undefined
  apiKey: string
  /** For shells and clients: endpoints and key. */
  environment: Readonly<Record<string, string>>
  readonly stack: Stack
  readonly compiled: CompiledService
  readonly bundler: Bundler
  readonly lambda: LambdaHost
  readonly aws: AwsEndpoint
  readonly backends: Backends
  readonly stepFunctions: StepFunctions
  /** Makes this what runs; running executions go on. @throws Error for what cannot be taken over: that stays as it was */
  deploy(compiled: CompiledService): Promise<void>
  /** Bundles again what changed on disk; returns the handlers whose code is new. @throws BundleError: then all stays */
  rebundle(): Promise<string[]>
  stop(): Promise<void>
}

/** @throws PortTaken, TemplateError, BundleError */
export async function startRegion(options: RegionOptions): Promise<Region> {
  const opened: (() => Promise<void>)[] = []
  const stop = async () => {
    const failures: unknown[] = []
    for (const close of opened.splice(0).reverse()) await close().catch((error: unknown) => failures.push(error))
    if (failures.length > 0) throw failures[0]
  }
  try {
    return Object.assign(await open(options, (close) => opened.push(close)), { stop })
  } catch (error) {
    await stop()
    throw error
  }
}

/** @param onStop told how to close what it opened, in that order */
async function open(
  options: RegionOptions,
  onStop: (close: () => Promise<void>) => void,
): Promise<Omit<Region, 'stop'>> {
  const { serviceDir, dataDir, ports, print = () => {}, warn = () => {} } = options
  const realTime = realClock()
  const clock = options.clock ?? realTime
  const deployed: { stack?: Stack; compiled?: CompiledService } = {}

  const later: { lambda: Service; states: Service } = { lambda: notYet, states: notYet }
  const aws = await listening(
    ports.aws,
    'SFS3_AWS_PORT',
    createAwsEndpoint({
      port: ports.aws,
      dataDir,
      accountId,
      region,
      clock,
      services: { lambda: (request) => later.lambda(request), states: (request) => later.states(request) },
      stateMachineOf: (taskToken) => machineWaitingFor(stepFunctions, taskToken),
      log: warn,
      ...(options.disturb && { disturb: options.disturb }),
    }),
  )
  const { gateway, backends } = aws
  onStop(() => aws.close())

  const bundler = new Bundler({
    serviceDir,
    outDir: join(serviceDir, '.local', 'functions', String(ports.aws || `${process.pid}-${gateway.port}`)),
    keep: ports.aws !== 0,
  })
  onStop(() => bundler.close())

  const lambda = new LambdaHost({
    bundles: bundler,
    clock: realTime,
    awsEndpoint: gateway.url,
    logs: options.print ? printLogs(print) : dropLogs,
  })
  onStop(() => lambda.stop())
  later.lambda = lambdaService(lambda)

  const apiGateway = new ApiGatewayHost({
    port: ports.api,
    clock: realTime,
    invoke: lambda.invoke,
    invokeDenial: (functionArn, { apiId, stage, httpMethod, resourcePath }) =>
      aws.iam.denial(apiGatewayItself, 'lambda:InvokeFunction', functionArn, {
        'aws:SourceArn': `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage}/${httpMethod}${resourcePath}`,
      }),
    keyValueOf: apiKeyValues(dataDir),
    warn,
  })
  const apiPort = await listening(ports.api, 'SFS3_API_PORT', apiGateway.listen())
  onStop(() => apiGateway.stop())

  const stackOf = ({ template, stackName }: CompiledService) =>
    createStack(template, { stackName, awsEndpoint: gateway.url })
  const deployFunctions = async (stack: Stack, { esbuild }: CompiledService) => {
    const configurations = stack.ofType('AWS::Lambda::Function').map(functionConfiguration)
    const handlers = new Set(configurations.map(({ handler }) => handler))
    lambda.deploy(configurations, await bundler.bundle([...handlers], esbuild))
  }
  const { previous } = options
  const compiling = Promise.resolve(options.compiled)
  compiling.catch(() => {}) // Told below, however long this takes.
  if (previous) {
    // It may not even fit the local region, e.g. when it was compiled with other parameters.
    await Promise.try(() => deployFunctions(stackOf(previous), previous)).catch(() => {})
  }
  const compiled = await compiling
  const first = stackOf(compiled)
  await aws.apply(first.resources)
  await deployFunctions(first, compiled)

  const stepFunctions = createStepFunctions({
    dataDir,
    clock,
    region,
    accountId,
    invoke: lambda.invoke,
    authorise: (roleArn, action, resource) =>
      aws.iam.authorise(roleCaller(roleNameOf(roleArn), 'states', accountId), action, resource),
    clientFor: (roleArn) => ({
      endpoint: gateway.url,
      region,
      credentials: credentialsOf(roleNameOf(roleArn), 'states'),
    }),
    onStatusChange: (change) => {
      aws.events.executionStatusChanged(change)
      if (options.warmUp && change.status === 'RUNNING') lambda.warmUp(likely.get(change.stateMachineArn) ?? [])
    },
    log: warn,
  })
  onStop(() => stepFunctions.stop())
  const states: Service = (request) => stepFunctions.service(request)
  later.states = options.quotas ? throttled(states, realTime.now) : states

  let likely = functionsOfMachines(first)
  const deployRest = async (stack: Stack, next: CompiledService) => {
    likely = functionsOfMachines(stack)
    for (const machine of stack.ofType('AWS::StepFunctions::StateMachine')) {
      await stepFunctions.putStateMachine(machineOfTemplate(machine))
    }
    apiGateway.deploy(stack)
    deployed.stack = stack
    deployed.compiled = next
  }
  await deployRest(first, compiled)
  aws.start()

  const apiUrl = `http://127.0.0.1:${apiPort}/${compiled.stage}`
  const apiKey = apiGateway.keys[0]?.value ?? ''
  const environment = {
    ...endpointsOf(apiGateway.apis, apiUrl),
    ...queueOf(first),
    APIKEY: apiKey,
    AWS_ENDPOINT_URL: gateway.url,
  }
  const sample = options.sampleService
    ? await startSampleService(join(serviceDir, 'sample-service/server.ts'), environment, ports.sample, print)
    : undefined
  if (sample) onStop(() => sample.stop())

  if (options.warmUp) {
    onStop(async () => keepUsed(bundler.taskRoot, lambda.used))
    lambda.warmUp([...lastUsed(bundler.taskRoot), ...[...likely.values()].flat()])
  }
  for (const [type, logicalIds] of first.notRun()) {
    warn(`not run locally: ${type} ${logicalIds.length > 3 ? `× ${logicalIds.length}` : logicalIds.join(', ')}`)
  }
  return {
    apiUrl,
    awsUrl: gateway.url,
    sampleUrl: sample?.url,
    apiKey,
    environment: { ...environment, ...(sample && { SAMPLE_URL: sample.url }) },
    get stack() {
      return deployed.stack ?? first
    },
    get compiled() {
      return deployed.compiled ?? compiled
    },
    bundler,
    lambda,
    aws,
    backends,
    stepFunctions,
    async deploy(next) {
      const stack = stackOf(next)
      await deployFunctions(stack, next)
      await aws.apply(stack.resources)
      await deployRest(stack, next)
    },
    async rebundle() {
      const changed = await bundler.rebuild()
      if (changed.size > 0) lambda.deploy(lambda.functions, changed)
      return [...changed]
    },
  }
}

const notYet: Service = () => Promise.reject(new Error('the region is still starting'))

const roleNameOf = (roleArn: string): string => roleArn.slice(roleArn.lastIndexOf('/') + 1)

/** The state machine of the task that waits for this token, if one does. */
function machineWaitingFor({ states }: StepFunctions, taskToken: string): string | undefined {
  try {
    return states.store.executions.get(states.tokens.get(taskToken).executionArn)?.stateMachineArn
  } catch {
    return undefined
  }
}
