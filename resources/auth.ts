import { ofType, ref, type Template } from './template.ts'

/** Who may call: everybody with an API key, roles and users of AWS that sign, or whoever has a token. */
const ways = ['api-key', 'iam', 'jwt'] as const
export type Auth = (typeof ways)[number]

/** The parameters as they are given; `none` for what is not. */
export type AuthParameters = { way: string; jwtIssuer: string; jwtAudience: string; jwksUri: string }

/** What is wrong with them, in a sentence. */
export function problemOfAuth({ way, jwtIssuer, jwtAudience, jwksUri }: AuthParameters): string | undefined {
  if (!isAuth(way)) return `auth is "${way}", but may be ${ways.join(', ')}.`
  const given = Object.entries({ jwtIssuer, jwtAudience, jwksUri }).filter(([, value]) => value !== 'none')
  if (way !== 'jwt') {
    const [[name] = []] = given
    return name && `${name} is for auth=jwt, but auth is ${way}: give auth=jwt, or leave it out.`
  }
  for (const [name, value] of Object.entries({ jwtIssuer, jwtAudience }))
    if (value === 'none' || value.trim() === '')
      return `auth=jwt needs ${name}: --param="jwtIssuer=https://…" --param="jwtAudience=…".`
  for (const [name, value] of given)
    if (name !== 'jwtAudience' && !isSafeUrl(value))
      return `${name} is "${value}", but must begin with https://, as whoever stands between could else give keys of his own.`
  return undefined
}

/**
 * Puts the same authorization before every route, so that none is open: also before those that nobody has written yet. The
 * functions of the routes are told who calls them. `OPTIONS` that API Gateway answers itself stays open: browsers ask without
 * credentials.
 */
export function authorizeRoutes(template: Template, auth: Auth): void {
  for (const [, method] of ofType(template, 'AWS::ApiGateway::Method')) {
    const integration = method.Integration as { Type?: string } | undefined
    if (method.HttpMethod === 'OPTIONS' && integration?.Type === 'MOCK') continue
    method.ApiKeyRequired = true
    method.AuthorizationType = { 'api-key': 'NONE', iam: 'AWS_IAM', jwt: 'CUSTOM' }[auth]
    if (auth === 'jwt') method.AuthorizerId = ref('JwtAuthorizer')
  }
  for (const [, properties] of ofType(template, 'AWS::Lambda::Function')) {
    if (!properties.Handler?.startsWith('src/facade/')) continue
    properties.Environment ??= { Variables: {} }
    properties.Environment.Variables.AUTH = auth
  }
}

export const isAuth = (value: string): value is Auth => ways.some((way) => way === value)

/** Over TLS, or on the machine itself: there is nobody between. On AWS that is the function alone, so it finds nothing. */
function isSafeUrl(text: string): boolean {
  const url = URL.parse(text)
  return (
    url?.protocol === 'https:' || (url?.protocol === 'http:' && /^(127\.0\.0\.1|\[::1\]|localhost)$/.test(url.hostname))
  )
}
