import { namesOf, type Plan, resultPart } from '../plan.ts'

/** `src/facade/routes/start-<workflow>.ts` */
export function route(plan: Plan): string {
  return plan.express ? expressRoute(plan) : standardRoute(plan)
}

function standardRoute({ workflow }: Plan): string {
  const { request } = namesOf(workflow)
  return `import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import * as z from 'zod/mini'
import { ${request} } from '../../${workflow}/${workflow}.ts'
import type { ProcessData } from '../../process/process-data.ts'
import { s3ProcessData } from '../../process/s3-process-data.ts'
import { type StartExecution, sfnStartExecution } from '../../process/start-execution.ts'
import { startProcess } from '../../process/start-process.ts'
import { awsClient } from '../../runtime/aws-client.ts'
import { environment } from '../../runtime/environment.ts'
import { jsonBody } from '../http/json-body.ts'
import { startRoute } from '../http/start-route.ts'
import { type StartSources, s3StartSources } from '../http/start-sources.ts'

/** \`POST /${workflow}\`: starts ${workflow} and answers 202 with its ids. */
export function start${request}Route(
  stateMachineArn: string,
  data: ProcessData,
  startExecution: StartExecution,
  sources: StartSources,
) {
  return startRoute(
    {
      stateMachineArn,
      input: (event) => ${request}.parse(jsonBody(event)),
      start: (transactionId, input, correlation) =>
        startProcess(data, startExecution, transactionId, input, correlation),
      answer: (transactionId) => ({ transactionId }),
    },
    sources,
  )
}

const { DATA_BUCKET, STATE_MACHINE_ARN } = environment({ DATA_BUCKET: z.string(), STATE_MACHINE_ARN: z.string() })
const s3 = new S3Client(awsClient)
const sources = s3StartSources(s3, DATA_BUCKET)

export const handler = start${request}Route(
  STATE_MACHINE_ARN,
  s3ProcessData(s3, DATA_BUCKET),
  sfnStartExecution(new SFNClient(awsClient), STATE_MACHINE_ARN, sources.onStarted),
  sources,
)
`
}

function expressRoute(plan: Plan): string {
  const { workflow } = plan
  const { request } = namesOf(workflow)
  return `import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import * as z from 'zod/mini'
import { ${request} } from '../../${workflow}/${workflow}.ts'
import { recordOwner } from '../../process/owners.ts'
import type { ProcessData } from '../../process/process-data.ts'
import type { Records } from '../../process/records.ts'
import { type RunExpress, sfnRunExpress } from '../../process/run-express.ts'
import { s3ProcessData } from '../../process/s3-process-data.ts'
import { s3Records } from '../../process/s3-records.ts'
import { awsClient } from '../../runtime/aws-client.ts'
import { environment } from '../../runtime/environment.ts'
import { log } from '../../runtime/log.ts'
import { answerOnce } from '../http/answer-once.ts'
import { correlationOf } from '../http/correlation-id.ts'
import { jsonBody } from '../http/json-body.ts'
import { Problem, unprocessableContent } from '../http/problem.ts'
import { ok, respond } from '../http/respond.ts'

/** \`POST /${workflow}\`: runs ${workflow} to its end and answers with its result, or with 422 if it failed. */
export function start${request}Route(
  data: ProcessData,
  runExpress: RunExpress,
  sources: { requests: Records; now: () => number },
) {
  return respond(async (event, caller) => {
    const input = ${request}.parse(jsonBody(event))
    // Safe to do twice: the first write of each part stands.
    return answerOnce(event, caller, sources, async (transactionId) => {
      log.appendKeys({ transactionId })
      if (caller) await recordOwner(sources.requests, transactionId, caller)
      await data.create(transactionId, input)
      const { status, error, cause } = await runExpress(transactionId, {
        processData: transactionId,
        ...correlationOf(event),
      })
      if (status !== 'SUCCEEDED')
        throw new Problem(unprocessableContent, cause ?? \`The execution ended \${status}.\`, { members: { error } })
      return ok({ transactionId, result: await data.part(transactionId, '${resultPart(plan)}') })
    })
  })
}

const { DATA_BUCKET, STATE_MACHINE_ARN } = environment({ DATA_BUCKET: z.string(), STATE_MACHINE_ARN: z.string() })
const s3 = new S3Client(awsClient)

export const handler = start${request}Route(
  s3ProcessData(s3, DATA_BUCKET),
  sfnRunExpress(new SFNClient(awsClient), STATE_MACHINE_ARN),
  { requests: s3Records(s3, DATA_BUCKET), now: Date.now },
)
`
}

/** `src/facade/contract/start-<workflow>.ts` */
export function contract(plan: Plan): string {
  const { workflow, express } = plan
  const { request, startFunction } = namesOf(workflow)
  return `import * as z from 'zod/mini'
import { ${request} } from '../../${workflow}/${workflow}.ts'
import { TransactionId } from '../../process/transaction-id.ts'
import type { Operation } from '../openapi/operation.ts'
${express ? '' : "import { ExecutionId, endedExecution } from '../openapi/schemas.ts'\n"}
const transactionId = '7d0c3c5e-9a4b-4f7e-8f43-2b6a1d0e5c21'
${express ? '' : startedIds(workflow, request)}
export const operation: Operation = {
  method: 'post',
  path: '/${workflow}',
  operationId: '${startFunction}',
  summary: '${express ? 'Run' : 'Start'} ${workflow}',
  description: '${express ? 'Runs the state machine to its end and answers with the result.' : 'Starts the state machine that works on the request.'}',
  body: {
    description: 'What it is about.',
    schema: ${request},
    example: { title: 'A book' },
    required: true,
  },
${express ? '' : '  waits: true,\n'}  idempotent: true,
  answers: {
${express ? expressAnswer(plan) : startAnswers(request)}  },
  problems: {
    400: 'The body is not what it must be, or the Idempotency-Key is malformed.',
${express ? "    409: 'The same request is under way.',\n" : ''}    415: 'The body is declared to be in another encoding than UTF-8.',
    422: '${express ? 'The execution failed, or the' : 'The'} Idempotency-Key was used for another request.',
  },
}
`
}

const startedIds = (workflow: string, request: string) => `
const executionId = \`arn:aws:states:us-east-1:000000000000:execution:sfs3-dev-${workflow}:\${transactionId}\`

/** It was accepted: where its data is and which execution works on it. */
const Started${request} = z.object({ transactionId: TransactionId, executionId: ExecutionId })
`

const startAnswers = (request: string) => `    200: {
      description: 'It ended while the answer was held.',
      schema: endedExecution(Started${request}),
      example: {
        transactionId,
        executionId,
        status: 'SUCCEEDED',
        startDate: '2026-01-01T12:00:00.000Z',
        stopDate: '2026-01-01T12:00:01.250Z',
        output: { processData: transactionId },
      },
      headers: ['location', 'preference-applied'],
    },
    202: {
      description: 'It runs.',
      schema: Started${request},
      example: { transactionId, executionId },
      headers: ['location', 'retry-after', 'preference-applied'],
      links: { processState: { executionArn: 'executionId' }, processData: { transactionId: 'transactionId' } },
    },
`

const expressAnswer = (plan: Plan) => `    200: {
      description: 'The result.',
      schema: z.object({ transactionId: TransactionId, result: z.object({ text: z.string() }) }),
      example: { transactionId, result: { text: '${[...plan.steps].reverse().join(': ')}: A book' } },
    },
`
