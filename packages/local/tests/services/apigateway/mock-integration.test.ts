import { expect, test } from '@jest/globals'
import { mockResponse } from '../../../services/apigateway/mock-integration.ts'

/** As the Serverless Framework writes it for `cors: { origins: [https://a.example, https://*.b.example] }`. */
const several =
  '#set($origin = $input.params("Origin"))\n#if($origin == "") #set($origin = $input.params("origin")) #end\n#if($origin.matches("https://a[.]example") || $origin.matches("https://.+[.]b[.]example")) #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin) #end'
const preflight = (template: string) => ({
  Type: 'MOCK',
  TimeoutInMillis: 29_000,
  RequestParameters: {},
  PassthroughBehavior: 'WHEN_NO_MATCH',
  RequestTemplates: { 'application/json': '{statusCode:200}' },
  IntegrationResponses: [
    {
      StatusCode: 200,
      ResponseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'https://a.example'" },
      ResponseTemplates: { 'application/json': template },
    },
  ],
})
const allowedFor = (template: string, origin?: string) =>
  mockResponse(preflight(template), origin).headers['Access-Control-Allow-Origin']

test('one origin is a fixed text, whoever asks', () => {
  expect(allowedFor('', 'https://b.example')).toBe('https://a.example')
})

test('of several the one that asks, otherwise the first', () => {
  expect(allowedFor(several, 'https://x.b.example')).toBe('https://x.b.example')
  for (const other of ['https://b.example', 'https://a.example.evil', 'https://axexample', undefined])
    expect(allowedFor(several, other)).toBe('https://a.example')
})

test('another template is not implemented', () => {
  expect(mockResponse(preflight('{"at":"$context.requestTime"}'), undefined)).toMatchObject({
    status: 501,
    body: expect.stringContaining('response template of a mock integration'),
  })
})
