import { beforeAll, describe, expect, test } from '@jest/globals'
import { compiledOnce, compileService, type Template } from '@sfs3/local/testing'
import * as z from 'zod'
import { allowPages, originsOf, problemOfOrigins } from '../../resources/cors.ts'
import { everything } from '../support/everything.ts'

test.each([
  'none',
  'https://shop.example',
  'https://a.example, http://localhost:5173',
  'https://xn--mller-kva.example',
])('corsOrigins may be %s', (corsOrigins) => {
  expect(problemOfOrigins(corsOrigins)).toBeUndefined()
})

test.each([
  ['https://shop.example/', ': say https://shop.example'],
  ['https://shop.example/checkout', ': say https://shop.example'],
  ['https://SHOP.example', ': say https://shop.example'],
  ['https://shop.example:443', ': say https://shop.example'],
  ['https://a.example,shop.example', ''],
  ['null', ''],
  ['', ''],
  ['ftp://shop.example', ''],
])('"%s" is refused with what to say instead', (corsOrigins, advice) => {
  expect(problemOfOrigins(corsOrigins)).toBe(
    `corsOrigins names "${corsOrigins.split(',').at(-1)}", but an origin is scheme, host and port, such as https://shop.example or http://localhost:5173${advice}.`,
  )
})

test('every page there is cannot be allowed', () => {
  expect(problemOfOrigins('https://a.example,*')).toBe(
    'corsOrigins is a list of the origins whose pages may call, and * stands for every page there is: name those that have to.',
  )
})

test('each HTTP event gets the origins, however it is written; what it says itself stands', () => {
  const own = { method: 'get', path: 'a', cors: { origin: 'https://own.example' } }
  const events = [
    { http: 'post refunds' },
    { http: { method: 'get', path: 'b' } },
    { http: own },
    { schedule: 'rate(1 day)' },
  ]
  allowPages(events, originsOf('https://a.example,https://b.example'))

  const cors = { origins: ['https://a.example', 'https://b.example'], headers: expect.any(Array), maxAge: 7200 }
  expect(events).toEqual([
    { http: { method: 'post', path: 'refunds', cors } },
    { http: { method: 'get', path: 'b', cors } },
    { http: own },
    { schedule: 'rate(1 day)' },
  ])
})

describe('the service', () => {
  let plain: Template
  let all: Template // for pages of https://shop.example and http://localhost:5173
  beforeAll(async () => {
    plain = (await compiledOnce(process.cwd())).template
    all = (await compiledOnce(process.cwd(), everything)).template
  }, 60_000)

  const Method = z.looseObject({
    HttpMethod: z.string(),
    ResourceId: z.json(),
    ApiKeyRequired: z.boolean().optional(),
    AuthorizationType: z.string(),
    Integration: z.looseObject({
      Type: z.string(),
      IntegrationResponses: z.array(z.looseObject({ ResponseParameters: z.record(z.string(), z.string()) })).optional(),
    }),
  })
  const ofType = ({ Resources }: Template, type: string) =>
    Object.entries(Resources).filter(([, { Type }]) => Type === type)
  const methods = (template: Template) =>
    ofType(template, 'AWS::ApiGateway::Method').map(([id, { Properties }]) => ({ id, ...Method.parse(Properties) }))

  test('without the parameter there is nothing of CORS in the template', () => {
    expect(JSON.stringify(plain).match(/cors|access-control|"OPTIONS"/gi)).toBeNull()
  })

  test('every path of every workflow has an OPTIONS method without credentials, which says what pages may send', () => {
    const routes = methods(all).filter(({ HttpMethod }) => HttpMethod !== 'OPTIONS')
    const preflights = methods(all).filter(({ HttpMethod }) => HttpMethod === 'OPTIONS')
    expect(routes.length).toBeGreaterThanOrEqual(12)
    for (const { ResourceId, HttpMethod } of routes) {
      const [preflight, ...more] = preflights.filter(
        (one) => JSON.stringify(one.ResourceId) === JSON.stringify(ResourceId),
      )
      expect(more).toEqual([])
      expect(preflight).toMatchObject({ AuthorizationType: 'NONE', Integration: { Type: 'MOCK' } })
      expect(preflight?.ApiKeyRequired ?? false).toBe(false)
      const parameters = preflight?.Integration.IntegrationResponses?.[0]?.ResponseParameters ?? {}
      expect(parameters['method.response.header.Access-Control-Allow-Origin']).toBe("'https://shop.example'")
      expect(parameters['method.response.header.Access-Control-Allow-Methods']).toContain(HttpMethod)
      expect(parameters['method.response.header.Vary']).toBe("'Origin'")
      for (const header of ['authorization', 'content-type', 'idempotency-key', 'prefer', 'x-api-key'])
        expect(parameters['method.response.header.Access-Control-Allow-Headers']).toMatch(
          new RegExp(`[',]${header}[',]`),
        )
    }
    const [deployment] = ofType(all, 'AWS::ApiGateway::Deployment')
    expect(deployment?.[1].DependsOn).toEqual(expect.arrayContaining(preflights.map(({ id }) => id)))
  })

  test('every function behind a route knows the origins, and no other', () => {
    for (const [, { Properties }] of ofType(all, 'AWS::Lambda::Function')) {
      const { CORS_ORIGINS } = z
        .looseObject({ CORS_ORIGINS: z.string().optional() })
        .parse(z.looseObject({ Variables: z.looseObject({}) }).parse(Properties?.Environment).Variables)
      expect(CORS_ORIGINS).toBe(
        String(Properties?.Handler).startsWith('src/facade/')
          ? 'https://shop.example,http://localhost:5173'
          : undefined,
      )
    }
  })

  test('what API Gateway answers by itself may be read by pages, too', () => {
    const responses = ofType(all, 'AWS::ApiGateway::GatewayResponse')
    expect(responses.length).toBeGreaterThan(15)
    for (const [, { Properties }] of responses)
      expect(Properties?.ResponseParameters).toMatchObject({
        'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
        'gatewayresponse.header.Access-Control-Expose-Headers': expect.stringContaining('retry-after'),
        'gatewayresponse.header.Vary': "'Origin'",
      })
  })

  test('pages may follow links to parts, and do nothing else with any bucket', () => {
    for (const [id, { Properties }] of ofType(all, 'AWS::S3::Bucket'))
      expect([id, Properties?.CorsConfiguration]).toEqual([
        id,
        id === 'DataBucket'
          ? {
              CorsRules: [
                {
                  AllowedMethods: ['GET'],
                  AllowedOrigins: ['*'],
                  AllowedHeaders: expect.arrayContaining(['x-api-key', 'prefer', 'x-correlation-id']),
                  MaxAge: 7200,
                },
              ],
            }
          : undefined,
      ])
    expect(JSON.stringify(all.Resources.DataBucket)).not.toContain('"authorization"')
  })

  test('packaging says what is wrong with an origin', async () => {
    await expect(compileService(process.cwd(), ['--param=corsOrigins=https://shop.example/'])).rejects.toThrow(
      'corsOrigins names "https://shop.example/"',
    )
  }, 60_000)
})
