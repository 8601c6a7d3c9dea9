import type { Clock } from '../../clock/clock.ts'
import type { ServicePrincipal } from '../../iam/caller.ts'
import type { AccountRegion } from '../account-region.ts'
import type { RegionPart } from '../aws-service.ts'
import type { Invoke } from '../lambda/invoke.ts'
import { apiKeyValues } from './api-key-values.ts'
import { ApiGatewayHost } from './host.ts'
import type { HttpApi } from './http/http-api.ts'
import type { RestApi } from './rest-api.ts'
import type { ServiceIntegrationSettings } from './service-integration.ts'
import type { SignedRequestIam } from './signed-request.ts'

/** As whom API Gateway comes to functions: their own policy has to let it in. */
const itself: ServicePrincipal = { type: 'service', service: 'apigateway.amazonaws.com' }

export type ApiGatewayOptions = AccountRegion & {
  dataDir: string
  /** HTTP always lives in real time. */
  clock: Clock
  invoke: Invoke
  iam: SignedRequestIam
  /** Sends requests of service integrations, in the name of their role. */
  send: ServiceIntegrationSettings['send']
  warn: (line: string) => void
}

/** Its APIs answer on a port of their own, not at the AWS endpoint; of its management API nothing is here. */
export type ApiGateway = RegionPart & {
  readonly apis: readonly RestApi[]
  readonly httpApis: readonly HttpApi[]
  /** Whether the template has an API of this id, the first part of `abc.execute-api.us-east-1.amazonaws.com`. */
  serves(apiId: string): boolean
  /** The value of the first API key, if the template has one. */
  readonly apiKey: string | undefined
  /** Opens the port of the APIs and returns it; 0 takes a free one. Until `start`, requests get 503 with Retry-After. @throws the `listen` error, e.g. EADDRINUSE */
  listen(port: number): Promise<number>
}

/** API Gateway: the REST APIs of the template with their API keys and usage plans. */
export function createApiGateway(options: ApiGatewayOptions): ApiGateway {
  const { accountId, region, dataDir, ...settings } = options
  const invokeDenial = (functionArn: string, source: string) =>
    options.iam.denial(itself, 'lambda:InvokeFunction', functionArn, {
      'aws:SourceArn': `arn:aws:execute-api:${region}:${accountId}:${source}`,
    })
  const host = new ApiGatewayHost({
    ...settings,
    accountId,
    region,
    keyValueOf: apiKeyValues(dataDir),
    invokeDenial: (functionArn, { apiId, stage, httpMethod, resourcePath }) =>
      invokeDenial(functionArn, `${apiId}/${stage}/${httpMethod}${resourcePath}`),
    authorizerDenial: (functionArn, { apiId, authorizerId }) =>
      invokeDenial(functionArn, `${apiId}/authorizers/${authorizerId}`),
  })
  return {
    get apis() {
      return host.apis
    },
    get httpApis() {
      return host.http.apis
    },
    serves: (apiId) => [...host.apis, ...host.http.apis].some(({ id }) => id === apiId),
    get apiKey() {
      return host.keys[0]?.value
    },
    listen: (port) => host.listen(port),
    deploy: async (stack, report) => host.deploy(stack, report),
    start: () => host.start(),
    stop: () => host.stop(),
  }
}
