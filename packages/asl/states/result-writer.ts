import * as z from 'zod'
import type { MapState } from '../definition.ts'
import type { WriteResults } from '../effects.ts'
import { pathScope, queryScope } from '../execution/data-flow.ts'
import { details } from '../execution/details.ts'
import type { StateThread, Transition } from '../execution/transition.ts'
import type { Json } from '../json.ts'
import { evaluate } from '../jsonata/evaluate.ts'
import { fillTemplate } from '../payload-template.ts'
import type { Child } from '../run.ts'
import { StateError } from '../state-error.ts'

type Definition = NonNullable<MapState['ResultWriter']>
type Config = Definition['WriterConfig']
type Destination = { bucket: string; prefix: string }

const Location = z.object({ Bucket: z.string(), Prefix: z.string().default('') })

/** Where the results go, or undefined when they stay in the state's output and are only transformed. */
export function destinationOf(
  t: Transition,
  thread: StateThread<MapState>,
  input: Json,
  { Parameters, Arguments }: Definition,
): Destination | undefined {
  const template = thread.state.QueryLanguage === 'JSONata' ? Arguments : Parameters
  if (template === undefined) return undefined
  const filled =
    thread.state.QueryLanguage === 'JSONata'
      ? evaluate('ResultWriter/Arguments', template, queryScope(t, thread))
      : fillTemplate(template, pathScope(t, thread, input))
  const location = Location.safeParse(filled)
  if (location.success) return { bucket: location.data.Bucket, prefix: location.data.Prefix }
  throw new StateError(
    'States.Runtime',
    `The Parameters '${JSON.stringify(filled)}' could not be used to start the Task: [The field 'Bucket' is required but was missing]`,
  )
}

/** The output of a Map Run that wrote its results: where they are. */
export function mapOutput(mapRunArn: string, { bucket, objects }: WriteResults): Json {
  return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: bucket, Key: objects.at(-1)?.key ?? '' } }
}

/**
 * The files of a Map Run's results: one per status that children ended with, and the manifest that names them, last.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */
export function resultObjects(mapRunArn: string, destination: Destination, children: Child[], config: Config) {
  const { bucket, prefix } = destination
  const folder = [...(prefix === '' ? [] : [prefix.replace(/\/$/, '')]), mapRunArn.split(':').at(-1)].join('/')
  const byStatus = {
    FAILED: children.filter(({ result }) => result && result.status !== 'SUCCEEDED'),
    PENDING: children.filter(({ result }) => !result),
    SUCCEEDED: children.filter(({ result }) => result?.status === 'SUCCEEDED'),
  }
  const lines = config?.OutputType === 'JSONL'
  const files = Object.entries(byStatus).flatMap(([status, ended]) =>
    ended.length === 0
      ? []
      : [
          {
            status,
            key: `${folder}/${status}_0.${lines ? 'jsonl' : 'json'}`,
            body: text(results(ended, config), lines),
          },
        ],
  )
  const ResultFiles = Object.fromEntries(
    Object.keys(byStatus).map((status) => [
      status,
      files
        .filter((file) => file.status === status)
        .map(({ key, body }) => ({ Key: key, Size: Buffer.byteLength(body) })),
    ]),
  )
  const manifest = { DestinationBucket: bucket, MapRunArn: mapRunArn, ResultFiles }
  return [
    ...files.map(({ key, body }) => ({ key, body })),
    { key: `${folder}/manifest.json`, body: JSON.stringify(manifest) },
  ]
}

/** The results as the state's own output. */
export function transformed(children: Child[], config: Config): Json {
  return results(children, { Transformation: 'COMPACT', ...config })
}

function results(children: Child[], config: Config): Json[] {
  switch (config?.Transformation ?? 'NONE') {
    case 'COMPACT':
      return children.map(outputOf)
    case 'FLATTEN':
      return children.flatMap(flattened)
    default:
      return children.map(describe)
  }
}

function text(values: Json[], lines: boolean): string {
  return lines ? values.map((value) => JSON.stringify(value)).join('\n') : JSON.stringify(values)
}

/** A list that a child succeeded with is flattened; a failed child is described as without a transformation. */
function flattened(child: Child): Json | Json[] {
  return child.result?.status === 'SUCCEEDED' ? child.result.output : describe(child)
}

function outputOf({ result }: Child): Json {
  if (result?.status === 'SUCCEEDED') return result.output
  return { Error: result?.error ?? null, Cause: result?.cause ?? null }
}

/** A child as DescribeExecution describes it. */
function describe({ request, startedAt, stoppedAt, result }: Child): Json {
  const status = result?.status ?? 'PENDING'
  const failed = result && result.status !== 'SUCCEEDED' ? result : undefined
  return details({
    ExecutionArn: request.executionArn,
    Input: JSON.stringify(request.input),
    InputDetails: { Included: true },
    Name: request.name,
    Output: result?.status === 'SUCCEEDED' ? JSON.stringify(result.output) : undefined,
    OutputDetails: result?.status === 'SUCCEEDED' ? { Included: true } : undefined,
    Error: failed?.error,
    Cause: failed?.cause,
    RedriveCount: request.redriveCount ?? 0,
    RedriveStatus: failed ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    RedriveStatusReason: failed ? undefined : `Execution is ${status} and cannot be redriven`,
    StartDate: new Date(startedAt).toISOString(),
    StateMachineArn: request.stateMachineArn,
    Status: status,
    StopDate: stoppedAt === undefined ? undefined : new Date(stoppedAt).toISOString(),
  })
}
