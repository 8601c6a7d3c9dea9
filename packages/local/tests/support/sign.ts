import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'

type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string }

/** The headers of a request that is signed for API Gateway, or for another service. */
export async function signedHeaders(
  credentials: Credentials,
  method: string,
  url: string,
  {
    body = '',
    headers = {},
    service = 'execute-api',
  }: Partial<Record<'body' | 'service', string>> & { headers?: Record<string, string> } = {},
): Promise<Record<string, string>> {
  const { protocol, hostname, host, pathname, searchParams } = new URL(url)
  const signer = new SignatureV4({ credentials, service, region: 'us-east-1', sha256: Sha256 })
  const signed = await signer.sign({
    ...{ method, protocol, hostname, path: pathname, body },
    query: Object.fromEntries(searchParams),
    headers: { ...headers, host },
  })
  return signed.headers
}

/** What the SDK asks of a hash. */
class Sha256 {
  readonly #hash: Hash | Hmac

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string)
  }

  update(data: string | Uint8Array) {
    this.#hash.update(data)
  }

  async digest() {
    return new Uint8Array(this.#hash.digest())
  }

  reset() {}
}
