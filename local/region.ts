import { join } from 'node:path'
import { apiKeyValues } from './api-gateway/api-key-values.ts'
import { ApiGatewayHost } from './api-gateway/host.ts'
import { type Backends, createBackends } from './backends/backends.ts'
import { realClock } from './clock/real-clock.ts'
import type { Clock } from './clock.ts'
import { callersOf } from './gateway/caller.ts'
import { createGateway, type Gateway } from './gateway/gateway.ts'
import { createSts } from './gateway/sts.ts'
import { credentialsOf } from './iam/credentials.ts'
import { Bundler } from './lambda/bundles.ts'
import { functionConfiguration } from './lambda/function-configuration.ts'
import { LambdaHost } from './lambda/host.ts'
import { dropLogs, printLogs } from './lambda/logs.ts'
import { lambdaService } from './lambda/service.ts'
import { listening, type Ports } from './ports.ts'
import { type SampleService, startSampleService } from './sample-service.ts'
import { machineOfTemplate } from './step-functions/machine-of-template.ts'
import { createStepFunctions, type StepFunctions } from './step-functions/step-functions.ts'
import type { CompiledService } from './template/compiled-service.ts'
import { accountId, region } from './template/pseudo-parameters.ts'
import { createStack, type Stack } from './template/stack.ts'

export type RegionOptions = {
  serviceDir: string
  /** May still be under way: meanwhile the region opens what it can. */
  compiled: CompiledService | Promise<CompiledService>
  /** Where executions, objects, messages and items are kept. */
  dataDir: string
  ports: Ports
  /** The time of executions and schedules; functions and HTTP always live in real time. */
  clock?: Clock
  sampleService?: boolean
  /** Lines of functions, and of the region about them. */
  print?: (line: string) => void
  /** Lines that a developer should not miss. */
  warn?: (line: string) => void
}

/** What runs. */
export type Region = {
  /** `http://127.0.0.1:3000/dev` */
  apiUrl: string
  /** `http://127.0.0.1:4566` */
  awsUrl: string
  sampleUrl: string | undefined
  apiKey: string
  /** For shells and clients: endpoints, key. */
  environment: Readonly<Record<string, string>>
  readonly stack: Stack
  readonly bundler: Bundler
  lambda: LambdaHost
  backends: Backends
  stepFunctions: StepFunctions
  /** Makes this what runs. Running executions go on. @throws TemplateError, BundleError: then all stays as it was */
  deploy(compiled: CompiledService): Promise<void>
  /** Bundles again what changed on disk; returns the handlers whose code is new. @throws BundleError: then all stays */
  rebundle(): Promise<string[]>
  stop(): Promise<void>
}

/**
 * Starts the local region: everything that the template describes, on 127.0.0.1.
 * @throws PortTaken, TemplateError, BundleError
 */
export async function startRegion(options: RegionOptions): Promise<Region> {
  const { serviceDir, dataDir, ports, print, warn = () => {} } = options
  const hostClock = realClock()
  const opened: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const close of opened.splice(0).reverse()) await close()
  }
  try {
    const backends = createBackends({ dataDir, accountId, region })
    opened.push(() => backends.close())

    let callerOf = callersOf([], accountId)
    const services: Parameters<typeof createGateway>[0]['services'] = {
      ...backends.services,
      sts: createSts(accountId),
      lambda: (request) => lambdaService(lambda)(request),
      states: (request) => stepFunctions.service(request),
    }
    const gateway = await listening(
      ports.aws,
      'SFS3_AWS_PORT',
      createGateway({
        port: ports.aws,
        services,
        s3: backends.s3,
        callerOf: (signature) => callerOf(signature),
        onDefect: (error) => warn(`AWS endpoint: ${error instanceof Error ? error.stack : error}`),
      }),
    )
    opened.push(() => gateway.close())

    const compiled = await options.compiled
    const bundler = new Bundler({
      serviceDir,
      outDir: join(serviceDir, '.local', 'functions', String(process.pid), String(gateway.port)),
      esbuild: compiled.esbuild,
    })
    opened.push(() => bundler.close())

    const lambda = new LambdaHost({
      bundles: bundler,
      clock: hostClock,
      awsEndpoint: gateway.url,
      logs: print ? printLogs(print) : dropLogs,
    })
    opened.push(() => lambda.stop())

    const apiGateway = new ApiGatewayHost({
      port: ports.api,
      clock: hostClock,
      invoke: lambda.invoke,
      keyValueOf: apiKeyValues(dataDir),
      warn,
    })
    const apiPort = await listening(ports.api, 'SFS3_API_PORT', apiGateway.listen())
    opened.push(() => apiGateway.stop())

    const handlers = () => [...new Set(lambda.functions.map(({ handler }) => handler))]
    let stack = stackOf(compiled, gateway)
    const deployFunctions = async (next: Stack) => {
      const configurations = next.ofType('AWS::Lambda::Function').map(functionConfiguration)
      const changed = await bundler.bundle([...new Set(configurations.map(({ handler }) => handler))])
      lambda.deploy(configurations, changed)
    }
    const deployRest = async (next: Stack) => {
      callerOf = callersOf(
        next.ofType('AWS::IAM::Role').map(({ name }) => name),
        accountId,
      )
      for (const machine of next.ofType('AWS::StepFunctions::StateMachine')) {
        await stepFunctions.putStateMachine(machineOfTemplate(machine))
      }
      apiGateway.deploy(next)
      stack = next
    }

    await Promise.all([backends.provision(stack.resources), deployFunctions(stack)])
    lambda.warmUp()
    const stepFunctions = createStepFunctions({
      dataDir,
      clock: options.clock ?? realClock(),
      region,
      accountId,
      invoke: lambda.invoke,
      authorise: () => {},
      clientFor: (roleArn) => ({
        endpoint: gateway.url,
        region,
        credentials: credentialsOf(roleArn.slice(roleArn.lastIndexOf('/') + 1), 'states'),
      }),
      log: warn,
    })
    opened.push(() => stepFunctions.stop())
    await deployRest(stack)

    const apiUrl = `http://127.0.0.1:${apiPort}/${compiled.stage}`
    const environment = {
      ...endpointsOf(apiGateway, apiUrl),
      ...queueOf(stack),
      APIKEY: apiGateway.keys[0]?.value ?? '',
      AWS_ENDPOINT_URL: gateway.url,
    }
    const sample = options.sampleService
      ? await startSample(serviceDir, environment, ports, print ?? (() => {}))
      : undefined
    if (sample) opened.push(() => sample.stop())

    for (const [type, logicalIds] of stack.notRun()) {
      warn(`not run locally: ${type} ${logicalIds.length > 3 ? `× ${logicalIds.length}` : logicalIds.join(', ')}`)
    }
    return {
      apiUrl,
      awsUrl: gateway.url,
      sampleUrl: sample?.url,
      apiKey: environment.APIKEY,
      environment: { ...environment, ...(sample && { SAMPLE_URL: sample.url }) },
      get stack() {
        return stack
      },
      bundler,
      lambda,
      backends,
      stepFunctions,
      async deploy(next) {
        const nextStack = stackOf(next, gateway)
        await deployFunctions(nextStack)
        await backends.provision(nextStack.resources)
        await deployRest(nextStack)
      },
      async rebundle() {
        const changed = await bundler.rebuild(handlers())
        if (changed.size > 0) lambda.deploy(lambda.functions, changed)
        return [...changed]
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const stackOf = ({ template, stackName }: CompiledService, gateway: Gateway) =>
  createStack(template, { stackName, awsEndpoint: gateway.url })

/** The variables of the sample service that name a route, as far as the API has it. */
function endpointsOf(apiGateway: ApiGatewayHost, apiUrl: string): Record<string, string> {
  const paths = new Set(apiGateway.apis.flatMap(({ methods }) => methods.map(({ resourcePath }) => resourcePath)))
  const endpoints = { START: '/start-process', STATE: '/process-state', DATA: '/process-data', ORDER: '/order' }
  const present = Object.entries(endpoints).filter(([, path]) => paths.has(path))
  return { API_URL: apiUrl, ...Object.fromEntries(present.map(([name, path]) => [`${name}_ENDPOINT`, apiUrl + path])) }
}

/** Where the sample service finds the orders that await approval, if the template has such a queue. */
function queueOf({ outputs: { PendingOrdersQueueUrl } }: Stack): { QUEUE_URL?: string } {
  return typeof PendingOrdersQueueUrl === 'string' ? { QUEUE_URL: PendingOrdersQueueUrl } : {}
}

function startSample(
  serviceDir: string,
  environment: Record<string, string>,
  ports: Ports,
  print: (line: string) => void,
): Promise<SampleService> {
  return startSampleService(
    join(serviceDir, 'sample-service', 'server.ts'),
    {
      ...environment,
      PORT: String(ports.sample),
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'developer',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    print,
  )
}
