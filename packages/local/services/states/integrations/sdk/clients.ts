import type { JsonObject } from '@sfs3/asl'
import { NormalizedSchema } from '@smithy/core/schema'
import type { RoleCredentials } from '../../../../iam/credentials.ts'
import type { InvocationSource } from '../../../lambda/invoke.ts'
import { jsonFromSdk, sdkFromJson } from './json.ts'
import { type SdkServiceName, sdkServices } from './services.ts'

/** Where the region's endpoint is, and the credentials that identify the role. */
export type ClientConfig = { endpoint: string; region: string; credentials: RoleCredentials }

/** The client configuration for calls in the name of a role. */
export type ClientFor = (roleArn: string) => ClientConfig

/** What the HTTP answer has besides the output; header names in lower case. */
export type HttpAnswer = { status: number; headers: Readonly<Record<string, string>> }

/** In whose name, until when, and for which state. */
export type SdkCaller = InvocationSource & { roleArn: string; signal: AbortSignal }

/** Calls one operation of an AWS service with JSON in and out. Rejects with what the SDK threw. */
export type CallSdk = (
  service: SdkServiceName,
  action: string,
  input: JsonObject,
  caller: SdkCaller,
) => Promise<{ output: JsonObject; http: HttpAnswer }>

/** What we need of an SDK client, whichever service it is for. */
type Client = {
  send(command: object, options: { abortSignal: AbortSignal }): Promise<object>
  destroy(): void
  middlewareStack: { add(middleware: Middleware, options: { step: 'deserialize'; priority: 'high' }): void }
}
type Answer = { output: object; response: { statusCode: number; headers: Record<string, string> } }
type Middleware = (next: (args: unknown) => Promise<Answer>) => (args: unknown) => Promise<Answer>
type Building = (args: { request: { headers: Record<string, string> } }) => Promise<unknown>
type Command = { middlewareStack: { add(middleware: (next: Building) => Building, options: { step: 'build' }): void } }
type Class = new (input: object) => object
type OperationSchema = readonly [9, string, string, unknown, () => unknown, () => unknown]

/** Buckets and `sync-` stay out of the host's name: the endpoint has only one. */
const oneHost = { forcePathStyle: true, disableHostPrefix: true }

const httpAnswers = new WeakMap<object, HttpAnswer>()

/**
 * Clients for each role and service, made when first needed.
 * @param traceFor the value of the trace header, by which requests are told apart later
 */
export function sdkClients(
  clientFor: ClientFor,
  traceFor?: (source: InvocationSource) => string,
): { call: CallSdk; destroy: () => void } {
  const clients = new Map<string, Client>()

  async function clientOf(
    service: SdkServiceName,
    roleArn: string,
  ): Promise<{ client: Client; sdk: Record<string, unknown> }> {
    const { load, client: name } = sdkServices[service]
    const sdk = (await load()) as Record<string, unknown>
    const key = `${service} ${roleArn}`
    let client = clients.get(key)
    if (client === undefined) {
      client = new (sdk[`${name}Client`] as Class)({ ...clientFor(roleArn), ...oneHost }) as Client
      client.middlewareStack.add(keepHttpAnswer, { step: 'deserialize', priority: 'high' })
      clients.set(key, client)
    }
    return { client, sdk }
  }

  return {
    async call(service, action, input, caller) {
      const { roleArn, signal } = caller
      const { client, sdk } = await clientOf(service, roleArn)
      const operation = operationName(action)
      const [, , , , inputSchema, outputSchema] = sdk[`${operation}$`] as OperationSchema
      const command = new (sdk[`${operation}Command`] as Class)(
        sdkFromJson(NormalizedSchema.of(inputSchema() as never), input),
      ) as Command
      if (traceFor) command.middlewareStack.add(withTrace(traceFor(caller)), { step: 'build' })
      const output = await client.send(command, { abortSignal: signal })
      return {
        output: await jsonFromSdk(NormalizedSchema.of(outputSchema() as never), output),
        http: httpAnswers.get(output) ?? { status: 200, headers: {} },
      }
    },
    destroy() {
      for (const client of clients.values()) client.destroy()
    },
  }
}

const keepHttpAnswer: Middleware = (next) => async (args) => {
  const answer = await next(args)
  httpAnswers.set(answer.output, { status: answer.response.statusCode, headers: answer.response.headers })
  return answer
}

const withTrace =
  (trace: string) =>
  (next: Building): Building =>
  (args) => {
    args.request.headers['x-amzn-trace-id'] = trace
    return next(args)
  }

/** `putItem` is `PutItem` to the SDK. */
const operationName = (action: string): string => action.charAt(0).toUpperCase() + action.slice(1)

/** Whether the service has this action. */
export async function hasAction(service: SdkServiceName, action: string): Promise<boolean> {
  const sdk = (await sdkServices[service].load()) as Record<string, unknown>
  return action !== operationName(action) && `${operationName(action)}Command` in sdk
}
