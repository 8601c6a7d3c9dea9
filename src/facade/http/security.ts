import * as z from 'zod/mini'

/** How a deployment tells who calls, by its parameter `auth`. */
export const Auth = z.enum(['api-key', 'iam', 'jwt'])
export type Auth = z.infer<typeof Auth>

/** What callers send, as the contract says it. */
export const securitySchemes = {
  apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
  token: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A token of the issuer that the deployment names (auth=jwt). What is started belongs to its subject.',
  },
  signature: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description:
      'AWS Signature Version 4 for execute-api (auth=iam). What is started belongs to the role or user that signed.',
    'x-amazon-apigateway-authtype': 'awsSigv4',
  },
} as const

/** What a request needs: everything in the one member of the list. @see https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object */
export const security: Record<Auth, Record<string, string[]>[]> = {
  'api-key': [{ apiKey: [] }],
  iam: [{ apiKey: [], signature: [] }],
  jwt: [{ apiKey: [], token: [] }],
}
