import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'

/** A request as it came, before anything is read into it. */
export type ReceivedRequest = {
  method: string
  /** Path and query, still encoded. */
  url: string
  /** Names in lower case; the host as it was sent. */
  headers: Readonly<Record<string, string>>
  /** Absent for S3, which takes the hash of a body from a header. */
  body?: Buffer
}

/** What is wrong with a signature. */
export type SignatureProblem = 'mismatch' | 'expired' | 'headers not signed' | 'other version'

/**
 * Whether a request was signed with this secret key: Signature Version 4, in the Authorization header or in the query of a presigned
 * URL. What is signed: method, path, query, the headers that it names, the body or what it says of the body's hash. How old a signature
 * in a header is does not matter.
 * @returns undefined when it was
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signatureProblem(
  request: ReceivedRequest,
  secretAccessKey: string,
  now: number = Date.now(),
): SignatureProblem | undefined {
  const [path = '/', search = ''] = request.url.split(/\?(.*)/s)
  const query = new URLSearchParams(search)
  const claim = inHeader(request.headers) ?? inQuery(query)
  if (!claim) return 'other version'
  const { scope, signedHeaders, date, signature, presigned } = claim
  const [shortDate = '', region = '', service = ''] = scope.split('/')
  if (!signedHeaders.includes('host') || !date.startsWith(shortDate)) return 'mismatch'
  // Else whoever has a link to put an object could have it copied from anywhere.
  if (Object.keys(request.headers).some((name) => name.startsWith('x-amz-') && !signedHeaders.includes(name)))
    return 'headers not signed'

  const headers = Object.fromEntries(signedHeaders.map((name) => [name, canonical(request.headers[name])]))
  const canonicalRequest = canonicalRequests[service === 's3' ? 's3' : 'others'].of(
    { method: request.method, path, query: bag(query) },
    headers,
    payloadHash(request, query),
  )
  const toSign = ['AWS4-HMAC-SHA256', date, scope, hash('sha256', canonicalRequest)].join('\n')
  const expected = hmac(signingKey(secretAccessKey, shortDate, region, service), toSign)
  const given = Buffer.from(signature, 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'mismatch'
  // S3 looks at the time itself.
  return presigned && service !== 's3' && expiryOf(date, query) < now ? 'expired' : undefined
}

type Claim = { scope: string; signedHeaders: string[]; date: string; signature: string; presigned: boolean }

function inHeader(headers: ReceivedRequest['headers']): Claim | undefined {
  const { authorization = '', 'x-amz-date': date = '' } = headers
  if (!authorization.startsWith('AWS4-HMAC-SHA256 ')) return undefined
  const part = (name: string) => new RegExp(`${name}=([^\\s,]+)`).exec(authorization)?.[1] ?? ''
  const scope = withoutKeyId(part('Credential'))
  return {
    scope,
    signedHeaders: part('SignedHeaders').split(';'),
    date,
    signature: part('Signature'),
    presigned: false,
  }
}

function inQuery(query: URLSearchParams): Claim | undefined {
  if (query.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') return undefined
  const part = (name: string) => query.get(`X-Amz-${name}`) ?? ''
  const scope = withoutKeyId(part('Credential'))
  const signedHeaders = part('SignedHeaders').split(';')
  return { scope, signedHeaders, date: part('Date'), signature: part('Signature'), presigned: true }
}

const withoutKeyId = (credential: string) => credential.slice(credential.indexOf('/') + 1)

const canonical = (value = '') => value.trim().replace(/\s+/g, ' ')

/** What was signed of the body: what the request says, or the body itself. */
function payloadHash({ headers, body }: ReceivedRequest, query: URLSearchParams): string {
  const said = headers['x-amz-content-sha256'] ?? query.get('X-Amz-Content-Sha256')
  if (said) return said
  return body ? hash('sha256', body) : 'UNSIGNED-PAYLOAD'
}

function expiryOf(date: string, query: URLSearchParams): number {
  const signedAt = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  return signedAt + Number(query.get('X-Amz-Expires')) * 1000
}

function bag(query: URLSearchParams): Record<string, string[]> {
  const values: Record<string, string[]> = Object.create(null)
  for (const name of query.keys()) values[name] ??= query.getAll(name)
  return values
}

/** The AWS SDK's own canonical form; S3 alone takes paths as they are. */
class CanonicalRequests extends SignatureV4 {
  constructor(uriEscapePath: boolean) {
    const credentials = { accessKeyId: '', secretAccessKey: '' }
    super({ service: '', region: '', credentials, sha256: undefined as never, uriEscapePath })
  }

  of(
    request: { method: string; path: string; query: Record<string, string[]> },
    headers: Record<string, string>,
    hash: string,
  ) {
    const target = { ...request, headers, protocol: 'http:', hostname: '' }
    return this.createCanonicalRequest(target, headers, hash)
  }
}
const canonicalRequests = { s3: new CanonicalRequests(false), others: new CanonicalRequests(true) }

const hmac = (key: KeyObject, text: string) => createHmac('sha256', key).update(text).digest()

/** Keys that were derived, as each is used all day. As a KeyObject one costs a fifth of what it costs as bytes. */
const signingKeys = new Map<string, KeyObject>()

function signingKey(secretAccessKey: string, date: string, region: string, service: string): KeyObject {
  const name = [secretAccessKey, date, region, service].join('\n')
  const known = signingKeys.get(name)
  if (known) return known
  let key = createSecretKey(`AWS4${secretAccessKey}`, 'utf8')
  for (const part of [date, region, service, 'aws4_request']) key = createSecretKey(hmac(key, part))
  if (signingKeys.size >= 500) signingKeys.clear()
  signingKeys.set(name, key)
  return key
}
