import type { CompiledService } from '../cloudformation/compiled-service.ts'
import type { ResourceTypes } from '../cloudformation/resource-types.ts'
import type { StackResources } from '../cloudformation/stack.ts'
import type { AwsRequest, Service, StreamingService } from '../endpoint/service.ts'
import type { Protocol } from '../endpoint/wire-error.ts'
import type { Permission } from '../iam/permission.ts'
import type { ResourcePolicies } from '../iam/policy.ts'
import type { Report } from './report.ts'

/** What takes part in the region: every template is deployed to it, and it starts and stops with the region. */
export type RegionPart = {
  /**
   * What can fail for a template that its author got wrong is done first, for all parts, before any of them changes.
   * @throws Error in one line for the template's author
   */
  prepare?(stack: StackResources, service: CompiledService): Promise<void>
  /**
   * Makes this template the one that runs; no data is lost.
   * @param report what of it does not run; without, the first broken resource throws
   */
  deploy(stack: StackResources, report?: Report): Promise<void>
  /**
   * Removes what an earlier template made, if it is of a type that this part keeps.
   * @returns why it stays, if it does
   */
  remove?(resource: { type: string; name: string }): Promise<string | undefined>
  /** Begins what goes on by itself, e.g. schedules. Called once, when all parts have deployed. */
  start(): void
  stop(): Promise<void>
}

/** What of a service is known before it runs: how clients speak to it, and what a template makes in it. */
export type ServiceDescription = {
  /** The service that requests are signed for: `sqs`. */
  signingName: string
  protocol: Protocol
  /** What stands before the operation in `X-Amz-Target`. */
  targetPrefix?: string
  /** What the path of every request begins with. */
  pathPrefix?: string
  /** How a request is answered that IAM denies. */
  denied: Denied
  resourceTypes: ResourceTypes
  /** The policies that a template gives resources of this service. */
  resourcePolicies?: ResourcePolicies
}

export type Denied = {
  /** Of AccessDeniedException. */
  status: 400 | 403
  /** The code in the query protocol, where it is not `AccessDenied`. */
  queryCode?: string
  /** Headers beside AccessDeniedException. */
  headers?: Readonly<Record<string, string>>
}

/** One AWS service behind the endpoint: all that the endpoint, IAM and the region know of it. */
export type AwsService = ServiceDescription & RegionPart & (WholeRequests | StreamedRequests)

/** Its requests are read to their end and authorised before it gets them. */
type WholeRequests = {
  type: 'whole'
  /** What a request needs to be allowed; nothing is for everybody. */
  permissions(request: AwsRequest): Permission[]
  handle: Service
}

/** Its requests are of any size, so they flow; it authorises them itself, unsigned ones too. S3 alone. */
type StreamedRequests = {
  type: 'streamed'
  handle: StreamingService
  /** Whether what a request asks for is there for pages of its `Origin`, by rules of the template; none may without. */
  allowsPage?(request: Pick<AwsRequest, 'method' | 'url' | 'headers'>): boolean
}
