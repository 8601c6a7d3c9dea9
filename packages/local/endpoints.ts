import type { Stack } from './cloudformation/stack.ts'
import type { RestApi } from './services/apigateway/rest-api.ts'

/** Variables of the sample service and of shells, and the route that each stands for. */
const routes = {
  START_ENDPOINT: '/start-process',
  STATE_ENDPOINT: '/process-state',
  DATA_ENDPOINT: '/process-data',
  ORDER_ENDPOINT: '/order',
}

/** The endpoints that the APIs have, as environment variables. */
export function endpointsOf(apis: readonly RestApi[], apiUrl: string): Record<string, string> {
  const paths = new Set(apis.flatMap(({ methods }) => methods.map(({ resourcePath }) => resourcePath)))
  const present = Object.entries(routes).filter(([, path]) => paths.has(path))
  return { API_URL: apiUrl, ...Object.fromEntries(present.map(([name, path]) => [name, apiUrl + path])) }
}

/** Where the sample service finds the orders that await approval, if the template has such a queue. */
export function queueOf({ outputs: { PendingOrdersQueueUrl } }: Stack): { QUEUE_URL?: string } {
  return typeof PendingOrdersQueueUrl === 'string' ? { QUEUE_URL: PendingOrdersQueueUrl } : {}
}
