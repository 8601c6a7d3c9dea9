import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import type { Authorization } from '@sfs3/client'
import { SignatureV4 } from '@smithy/signature-v4'

type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined }

/**
 * Signs requests to an API whose deployment has `auth=iam`, with Signature Version 4. Credentials and region are asked for each
 * time, since those of a role change: `new SQSClient().config` has both.
 */
export function signed(config: {
  credentials: () => Promise<Credentials>
  region: () => Promise<string>
}): Authorization {
  return async ({ method, url, headers, body }) => {
    const { accessKeyId, secretAccessKey, sessionToken } = await config.credentials()
    const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) }
    const region = await config.region()
    const signer = new SignatureV4({ credentials, region, service: 'execute-api', sha256: Sha256 })
    const { protocol, hostname, host, pathname, searchParams } = url
    const request = await signer.sign({
      ...{ method, protocol, hostname, path: pathname, body },
      query: Object.fromEntries(searchParams),
      headers: { ...headers, host },
    })
    return request.headers
  }
}

/** The hash that a signature takes, by Node. */
class Sha256 {
  readonly #hash: Hash | Hmac

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Buffer | string)
  }

  update(data: string | Uint8Array) {
    this.#hash.update(data)
  }

  async digest() {
    return new Uint8Array(this.#hash.digest())
  }

  reset() {
    throw new Error('each signature has hashes of its own')
  }
}
