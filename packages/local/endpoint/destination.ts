import type { AwsService } from '../services/aws-service.ts'
import { serviceOfAwsHost } from './aws-host.ts'
import type { Signature } from './signature.ts'
import type { Protocol } from './wire-error.ts'

type Headers = Readonly<Record<string, string>>
type Services = readonly AwsService[]

/** The signing name of the service that a request is for: what was signed, else what its target, host or path says. */
export function signingNameOf(
  services: Services,
  { signature, headers, url }: { signature: Signature | undefined; headers: Headers; url: string },
): string {
  if (signature) return signature.service
  const named = serviceOfAwsHost(headers.host ?? '')
  if (named) return named
  const targetPrefix = headers['x-amz-target']?.split('.')[0]
  const labels = headers.host?.split('.') ?? []
  const service =
    services.find((one) => one.targetPrefix !== undefined && one.targetPrefix === targetPrefix) ??
    services.find(({ signingName }) => labels.includes(signingName)) ??
    services.find(({ pathPrefix }) => pathPrefix !== undefined && url.startsWith(pathPrefix)) ??
    // A path that says nothing else is that of a bucket or an object.
    services.find(({ type }) => type === 'streamed')
  return service?.signingName ?? ''
}

/** How a service speaks; for one that is not here, how this request does, so that its sender can read the refusal. */
export function protocolOf(service: AwsService | undefined, headers: Headers): Protocol {
  const contentType = headers['content-type'] ?? ''
  if (contentType.startsWith('application/x-www-form-urlencoded')) return 'query'
  if (service) return service.protocol
  if (contentType.startsWith('application/x-amz-json-1.1')) return 'json-1.1'
  return headers['x-amz-target'] ? 'json-1.0' : 'rest-json'
}
