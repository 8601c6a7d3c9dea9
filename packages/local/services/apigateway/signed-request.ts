import { createHash } from 'node:crypto'
import { signatureOf } from '../../endpoint/signature.ts'
import { signatureProblem } from '../../endpoint/verify-signature.ts'
import { principalArn } from '../../iam/caller.ts'
import { roleIdOf } from '../../iam/credentials.ts'
import type { Iam } from '../../iam/iam.ts'
import { type Authorised, methodArn } from './authorization.ts'
import { gatewayResponse, type HttpResponse } from './gateway-response.ts'
import type { ProxyRequest } from './proxy-event.ts'

/** What of IAM decides about a signed request. */
export type SignedRequestIam = Pick<Iam, 'callerOf' | 'credentialsOf' | 'denial'>

/**
 * `AWS_IAM`: whoever signed with Signature Version 4 and may `execute-api:Invoke` this method. Signed with a key of nobody's, it
 * comes from the developer, who may do everything.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
 */
export function authoriseSigned(request: ProxyRequest, iam: SignedRequestIam): Authorised {
  const headers = headersOf(request.rawHeaders)
  const signature = signatureOf(headers, request.url)
  if (!signature) return { refused: unsigned(headers.authorization) }
  if (signature.service !== 'execute-api')
    return { refused: badSignature("Credential should be scoped to correct service: 'execute-api'.") }

  const { accountId, httpMethod, url, body } = request
  const caller = iam.callerOf(signature)
  const arn = principalArn(caller, accountId)
  if (caller.type === 'role') {
    const { secretAccessKey } = iam.credentialsOf(caller.roleName, caller.sessionName)
    const problem = signatureProblem({ method: httpMethod, url, headers, body }, secretAccessKey)
    if (problem) return { refused: badSignature(messages[problem]) }
    // What a request says of its body's hash is signed; here it has to be true, too.
    const said = headers['x-amz-content-sha256']
    if (said !== undefined && said !== createHash('sha256').update(body).digest('hex'))
      return { refused: badSignature(mismatch) }
  }
  const denial = iam.denial(caller, 'execute-api:Invoke', methodArn(request))
  if (denial !== undefined) return { refused: denied(denial, accountId) }

  const id = caller.type === 'role' ? `${roleIdOf(caller.roleName)}:${caller.sessionName}` : 'AIDADEVELOPER'
  const { accessKeyId: accessKey } = signature
  return { identity: { accountId, accessKey, caller: id, user: id, userArn: arn } }
}

const mismatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'
const messages = {
  mismatch,
  expired: 'Signature expired',
  'headers not signed': 'There were headers present in the request which were not signed',
  'other version': mismatch,
}

const badSignature = (message: string) => gatewayResponse('INVALID_SIGNATURE', message)

/** Something else in the header, such as a token, is a signature that lacks its parts. */
const unsigned = (authorization: string | undefined): HttpResponse =>
  authorization === undefined
    ? gatewayResponse('MISSING_AUTHENTICATION_TOKEN')
    : gatewayResponse(
        'INVALID_SIGNATURE',
        'Authorization header requires Credential, Signature and SignedHeaders.',
        'IncompleteSignatureException',
      )

/** Account ids are masked in what API Gateway answers. */
const denied = (message: string, accountId: string) =>
  gatewayResponse(
    'ACCESS_DENIED',
    message.replace(
      new RegExp(`(on resource: arn:aws:execute-api:[^:]*:)${accountId}`),
      `$1${'*'.repeat(8)}${accountId.slice(-4)}`,
    ),
    'AccessDeniedException',
  )

/** Names in lower case; the values of a name that comes twice as one list. */
function headersOf(rawHeaders: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2)
    const known = headers[name.toLowerCase()]
    headers[name.toLowerCase()] = known === undefined ? value : `${known},${value}`
  }
  return headers
}
