import type { JsonObject } from '@sfs3/asl'
import { AwsJsonError, awsJsonService, notImplemented } from '../../endpoint/aws-json.ts'
import { inputOf } from '../../endpoint/json-input.ts'
import { type AwsResponse, operationOf } from '../../endpoint/service.ts'
import type { AwsService } from '../aws-service.ts'
import type { Send } from '../events/deliver.ts'
import { insightDescription } from './description.ts'
import type { Insight } from './insight.ts'
import { operations } from './operations.ts'

/** Not one of AWS: it answers what AWS would show in its own consoles, to the developer alone. */
export type InsightOptions = Omit<Insight, 'dynamoDb'> & { send: Send }

/** What the console shows of the region beside its executions. It keeps nothing on disk. */
export function createInsight({ send, ...looksAt }: InsightOptions): AwsService {
  const context: Insight = { ...looksAt, dynamoDb: (operation, input) => askDynamoDb(send, operation, input) }
  return {
    ...insightDescription,
    type: 'whole',
    // A name that no policy says: roles of the template have no business here, however much they may.
    permissions: (request) => [{ action: `sfs3:${operationOf(request)}`, resource: '*' }],
    handle: awsJsonService({
      ...insightDescription,
      operations,
      context,
      parse: (body) => inputOf({ body }),
      notImplemented: (operation) => notImplemented(`sfs3:${operation}`),
    }),
    deploy: async () => {},
    start: () => {},
    stop: async () => {},
  }
}

async function askDynamoDb(send: Send, operation: string, input: JsonObject): Promise<JsonObject> {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}` }
  const body = Buffer.from(JSON.stringify(input))
  const response = await send('dynamodb', { method: 'POST', url: '/', headers, body, caller: { type: 'developer' } })
  const answer = jsonOf(response)
  if (response.status >= 300) throw new AwsJsonError(response.status, answer)
  return answer
}

const jsonOf = ({ body }: AwsResponse): JsonObject => inputOf({ body: Buffer.from(body) })
