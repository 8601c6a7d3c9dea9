/** What a request's signature says about who signed it for whom. It is believed, not verified: everybody here is local. */
export type Signature = {
  accessKeyId: string
  /** The signing name of the service, e.g. `s3`, `states`. */
  service: string
  sessionToken?: string
}

type Headers = Readonly<Record<string, string>>

/**
 * Reads AWS Signature Version 4 from the Authorization header or from a presigned URL's query, or Version 2 from the query, as
 * the AWS CLI 1 still presigns; undefined when unsigned.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
 */
export function signatureOf(headers: Headers, url: string): Signature | undefined {
  return fromHeader(headers) ?? fromQuery(new URLSearchParams(url.split('?')[1]))
}

function fromHeader(headers: Headers): Signature | undefined {
  const scope = /^AWS4-\S+\s.*?Credential=([^\s,]+)/.exec(headers.authorization ?? '')?.[1]
  const sessionToken = headers['x-amz-security-token']
  return scope === undefined ? undefined : { ...fromScope(scope), ...(sessionToken && { sessionToken }) }
}

function fromQuery(query: URLSearchParams): Signature | undefined {
  const scope = query.get('X-Amz-Credential')
  const accessKeyId = query.get('AWSAccessKeyId')
  const sessionToken = query.get('X-Amz-Security-Token') ?? query.get('x-amz-security-token')
  const token = sessionToken ? { sessionToken } : {}
  if (scope !== null) return { ...fromScope(scope), ...token }
  return accessKeyId === null ? undefined : { accessKeyId, service: 's3', ...token }
}

/** `<access key id>/<date>/<region>/<service>/aws4_request`; Signature Version 4A has no region. */
function fromScope(scope: string): { accessKeyId: string; service: string } {
  const parts = scope.split('/')
  return { accessKeyId: parts[0] ?? '', service: parts.at(-2) ?? '' }
}
