import * as z from 'zod'
import type { Resource, StackResources } from '../../../cloudformation/stack.ts'
import { nameOf, type Report } from '../../report.ts'
import { Routes } from '../routes.ts'
import { type Cors, corsOf } from './cors.ts'

/** A route of an HTTP API: `GET /books/{isbn}`, or `$default`. */
export type HttpRoute = {
  routeKey: string
  httpMethod: string
  resourcePath: string
  functionArn: string
  timeoutMs: number
}

/** What the template says about one HTTP API. */
export type HttpApi = {
  id: string
  stages: readonly string[]
  routes: readonly HttpRoute[]
  find: Routes<HttpRoute>['find']
  default: HttpRoute | undefined
  cors: Cors | undefined
}

const ApiProperties = z.looseObject({
  ProtocolType: z.string().default('HTTP'),
  CorsConfiguration: z.unknown().optional(),
  Body: z.unknown().optional(),
})
const StageProperties = z.looseObject({ ApiId: z.string(), StageName: z.string() })
const RouteProperties = z.looseObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string().default(''),
  AuthorizationType: z.string().default('NONE'),
})
const IntegrationProperties = z.looseObject({
  IntegrationType: z.string(),
  IntegrationUri: z.string().default(''),
  PayloadFormatVersion: z.string().default('1.0'),
  TimeoutInMillis: z.coerce.number().default(30_000),
})

/** The HTTP APIs of the stack. What of them cannot be served is reported, and answers 404. @throws ZodError */
export function httpApis(stack: StackResources, report: Report): HttpApi[] {
  return stack.ofType('AWS::ApiGatewayV2::Api').flatMap((api) => {
    const { ProtocolType, CorsConfiguration, Body } = ApiProperties.parse(api.properties)
    if (ProtocolType !== 'HTTP' || Body !== undefined) {
      report.notRun(`${nameOf(api)}: nothing answers, as the local region has HTTP APIs without a Body`)
      return []
    }
    const routes = routesOf(api, stack, report)
    const routed = new Routes(routes.filter(({ routeKey }) => routeKey !== '$default'))
    return {
      id: api.physicalId,
      stages: stack
        .ofType('AWS::ApiGatewayV2::Stage')
        .map(({ properties }) => StageProperties.parse(properties))
        .flatMap(({ ApiId, StageName }) => (ApiId === api.physicalId ? StageName : [])),
      routes,
      find: (httpMethod, path) => routed.find(httpMethod, path),
      default: routes.find(({ routeKey }) => routeKey === '$default'),
      cors: corsOf(CorsConfiguration),
    }
  })
}

function routesOf(api: Resource, stack: StackResources, report: Report): HttpRoute[] {
  const integrations = new Map(
    stack
      .ofType('AWS::ApiGatewayV2::Integration')
      .map((one) => [one.physicalId, IntegrationProperties.parse(one.properties)]),
  )
  return stack.ofType('AWS::ApiGatewayV2::Route').flatMap((route) => {
    const { ApiId, RouteKey, Target, AuthorizationType } = RouteProperties.parse(route.properties)
    if (ApiId !== api.physicalId) return []
    const missing = (why: string) => {
      report.notRun(`${nameOf(route)}: ${RouteKey} is not found, as ${why}`)
      return []
    }
    const integration = integrations.get(Target.replace('integrations/', ''))
    if (!integration) return missing('it leads nowhere')
    if (AuthorizationType !== 'NONE')
      return missing(`the local region has no ${AuthorizationType} authorizers of HTTP APIs`)
    const { IntegrationType, IntegrationUri, PayloadFormatVersion, TimeoutInMillis } = integration
    if (IntegrationType !== 'AWS_PROXY' || !IntegrationUri.includes(':lambda:') || PayloadFormatVersion !== '2.0')
      return missing('the local region has functions with payload 2.0 behind HTTP APIs')
    const [httpMethod = '', resourcePath = ''] = RouteKey.split(' ')
    const functionArn = IntegrationUri.match(/functions\/(.+)\/invocations$/)?.[1] ?? IntegrationUri
    return { routeKey: RouteKey, httpMethod, resourcePath, functionArn, timeoutMs: TimeoutInMillis }
  })
}
