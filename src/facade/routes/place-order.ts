import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import type { APIGatewayProxyEvent } from 'aws-lambda'
import * as z from 'zod/mini'
import { Order } from '../../approval/order.ts'
import { type StartExecution, sfnStartExecution } from '../../process/start-execution.ts'
import { awsClient } from '../../runtime/aws-client.ts'
import { environment } from '../../runtime/environment.ts'
import { jsonBody } from '../http/json-body.ts'
import { contentTooLarge, Problem } from '../http/problem.ts'
import { startRoute } from '../http/start-route.ts'
import { type StartSources, s3StartSources } from '../http/start-sources.ts'

/** The order is in the input of the execution and in an SQS message, each 256 KB at most. */
const orderBytes = 100_000

/** `POST /order`: starts the approval of an order and answers 202 with its ids. */
export function placeOrderRoute(stateMachineArn: string, startExecution: StartExecution, sources: StartSources) {
  return startRoute(
    {
      stateMachineArn,
      input: orderOf,
      start: (orderId, order, correlation) => startExecution(orderId, { orderId, order, ...correlation }),
      answer: (orderId) => ({ orderId }),
    },
    sources,
  )
}

const orderOf = (event: APIGatewayProxyEvent): Order => {
  const order = Order.parse(jsonBody(event))
  if (Buffer.byteLength(JSON.stringify(order)) > orderBytes)
    throw new Problem(contentTooLarge, `An order has ${orderBytes} bytes at most.`)
  return order
}

const { DATA_BUCKET, STATE_MACHINE_ARN } = environment({ DATA_BUCKET: z.string(), STATE_MACHINE_ARN: z.string() })
const sources = s3StartSources(new S3Client(awsClient), DATA_BUCKET)

export const handler = placeOrderRoute(
  STATE_MACHINE_ARN,
  sfnStartExecution(new SFNClient(awsClient), STATE_MACHINE_ARN, sources.onStarted),
  sources,
)
