import { beforeAll, expect, test } from '@jest/globals'
import { compiledOnce, type Template } from '@sfs3/local/testing'
import type { Properties } from '../../resources/template.ts'
import { everything } from '../support/everything.ts'
import { ofType } from '../support/roles.ts'

let plain: Template
let all: Template
beforeAll(async () => {
  plain = (await compiledOnce(process.cwd())).template
  all = (await compiledOnce(process.cwd(), everything)).template
}, 60_000)

test('the API is regional, and what it answers by itself is a problem', () => {
  expect(plain.Resources.ApiGatewayRestApi?.Properties?.EndpointConfiguration).toEqual({ Types: ['REGIONAL'] })
  expect(plain.Resources.ApiGatewayRestApiInvalidApiKey).toEqual({
    Type: 'AWS::ApiGateway::GatewayResponse',
    Properties: {
      RestApiId: { Ref: 'ApiGatewayRestApi' },
      ResponseType: 'INVALID_API_KEY',
      StatusCode: '403',
      ResponseParameters: { 'gatewayresponse.header.Content-Type': "'application/problem+json'" },
      ResponseTemplates: {
        'application/json':
          '{"type":"urn:sfs3:problem:forbidden","status":403,"title":"Forbidden","detail":"Send a valid API key in the header x-api-key.","message":$context.error.messageString}',
      },
    },
  })
  const responses = ofType(plain, 'AWS::ApiGateway::GatewayResponse')
  expect(responses.map((response) => (response as Properties).ResponseType)).toEqual(
    expect.arrayContaining(['DEFAULT_4XX', 'DEFAULT_5XX', 'THROTTLED', 'REQUEST_TOO_LARGE', 'INTEGRATION_TIMEOUT']),
  )
  for (const { id } of responses) {
    const [deployment] = Object.values(plain.Resources).filter(({ Type }) => Type === 'AWS::ApiGateway::Deployment')
    expect(deployment?.DependsOn).toContain(id)
  }
})

test('access logs and the firewall are there if asked for; the firewall is put before a stage that is there', () => {
  expect(all.Resources.ApiGatewayLogGroup).toMatchObject({
    Type: 'AWS::Logs::LogGroup',
    Properties: { LogGroupName: '/aws/api-gateway/sfs3-prod', RetentionInDays: 14 },
  })
  const [deployment = ''] = Object.keys(all.Resources).filter((id) => id.startsWith('ApiGatewayDeployment'))
  expect(all.Resources.WebAclAssociation).toMatchObject({
    Properties: {
      WebACLArn: 'arn:aws:wafv2:us-east-1:000000000000:regional/webacl/mine/1',
      ResourceArn: {
        'Fn::Sub': 'arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${ApiGatewayRestApi}/stages/prod',
      },
    },
    DependsOn: [deployment],
  })
  expect(Object.keys(plain.Resources)).not.toContain('WebAclAssociation')
  expect(Object.keys(plain.Resources)).not.toContain('ApiGatewayLogGroup')
})
