import * as z from 'zod'
import type { Resource, StackResources } from '../../cloudformation/stack.ts'
import { type Authorizer, authorizersOf } from './authorizer.ts'
import { type CustomResponses, customResponsesOf } from './custom-response.ts'

const MethodProperties = z.looseObject({
  HttpMethod: z.string(),
  ResourceId: z.string(),
  RestApiId: z.string(),
  ApiKeyRequired: z.boolean().default(false),
  AuthorizationType: z.string().default('NONE'),
  AuthorizerId: z.string().optional(),
  /** `method.request.querystring.id: true` makes it required, if the method's validator checks parameters. */
  RequestParameters: z.record(z.string(), z.boolean()).default({}),
  RequestModels: z.record(z.string(), z.string()).default({}),
  RequestValidatorId: z.string().optional(),
  Integration: z.looseObject({
    Type: z.string(),
    Uri: z.string().optional(),
    TimeoutInMillis: z.number().default(29_000),
    RequestTemplates: z.record(z.string(), z.string()).default({}),
    /** Headers of the request to a service: `integration.request.header.Content-Type`. */
    RequestParameters: z.record(z.string(), z.string()).default({}),
    PassthroughBehavior: z.string().default('WHEN_NO_MATCH'),
    Credentials: z.string().optional(),
    IntegrationResponses: z
      .array(
        z.looseObject({
          StatusCode: z.union([z.string(), z.number()]).transform(Number),
          SelectionPattern: z.union([z.string(), z.number()]).transform(String).optional(),
          ResponseParameters: z.record(z.string(), z.string()).default({}),
          ResponseTemplates: z.record(z.string(), z.string()).default({}),
        }),
      )
      .default([]),
  }),
})
export type Integration = z.infer<typeof MethodProperties>['Integration']

const ResourceProperties = z.looseObject({ ParentId: z.string(), PathPart: z.string(), RestApiId: z.string() })
const DeploymentProperties = z.looseObject({ RestApiId: z.string(), StageName: z.string().optional() })
const ValidatorProperties = z.looseObject({ ValidateRequestParameters: z.boolean().default(false) })

/** A method of the API: `POST /jobs`. */
export type Method = {
  httpMethod: string
  /** `/open/{name}` */
  resourcePath: string
  resourceId: string
  apiKeyRequired: boolean
  authorizationType: string
  authorizerId: string | undefined
  requiredParameters: readonly string[]
  requestModels: readonly string[]
  integration: Integration
}

/** What the template says about one `AWS::ApiGateway::RestApi`. */
export type RestApi = {
  id: string
  stages: readonly string[]
  binaryMediaTypes: readonly string[]
  methods: readonly Method[]
  customResponses: CustomResponses
  authorizers: ReadonlyMap<string, Authorizer>
  /** Whether the API key of a request is what its authorizer says, and not its header. */
  keysFromAuthorizer: boolean
}

/** The REST APIs of the stack. @throws ZodError */
export function restApis(stack: StackResources): RestApi[] {
  return stack.ofType('AWS::ApiGateway::RestApi').map((api) => {
    const { BinaryMediaTypes, ApiKeySourceType } = z
      .looseObject({
        BinaryMediaTypes: z.array(z.string()).default([]),
        ApiKeySourceType: z.string().default('HEADER'),
      })
      .parse(api.properties)
    return {
      id: api.physicalId,
      stages: stagesOf(api, stack),
      binaryMediaTypes: BinaryMediaTypes,
      methods: methodsOf(api, stack),
      customResponses: customResponsesOf(api.physicalId, stack),
      authorizers: authorizersOf(api.physicalId, stack),
      keysFromAuthorizer: ApiKeySourceType === 'AUTHORIZER',
    }
  })
}

function stagesOf(api: Resource, stack: StackResources): string[] {
  const stages = [...stack.ofType('AWS::ApiGateway::Deployment'), ...stack.ofType('AWS::ApiGateway::Stage')]
    .map(({ properties }) => DeploymentProperties.parse(properties))
    .filter(({ RestApiId }) => RestApiId === api.physicalId)
    .flatMap(({ StageName }) => StageName ?? [])
  return [...new Set(stages)]
}

function methodsOf(api: Resource, stack: StackResources): Method[] {
  const resources = new Map(
    stack
      .ofType('AWS::ApiGateway::Resource')
      .map(({ physicalId, properties }) => [physicalId, ResourceProperties.parse(properties)]),
  )
  const pathOf = (resourceId: string): string => {
    const resource = resources.get(resourceId)
    return resource ? `${pathOf(resource.ParentId)}/${resource.PathPart}` : ''
  }
  const parameterValidators = new Set(
    stack
      .ofType('AWS::ApiGateway::RequestValidator')
      .filter(({ properties }) => ValidatorProperties.parse(properties).ValidateRequestParameters)
      .map(({ physicalId }) => physicalId),
  )
  return stack
    .ofType('AWS::ApiGateway::Method')
    .map(({ properties }) => MethodProperties.parse(properties))
    .filter(({ RestApiId }) => RestApiId === api.physicalId)
    .map((method) => ({
      httpMethod: method.HttpMethod,
      resourcePath: pathOf(method.ResourceId) || '/',
      resourceId: method.ResourceId,
      apiKeyRequired: method.ApiKeyRequired,
      authorizationType: method.AuthorizationType,
      authorizerId: method.AuthorizerId,
      requiredParameters: parameterValidators.has(method.RequestValidatorId ?? '')
        ? Object.keys(method.RequestParameters).filter((name) => method.RequestParameters[name])
        : [],
      requestModels: Object.values(method.RequestModels),
      integration: method.Integration,
    }))
}
