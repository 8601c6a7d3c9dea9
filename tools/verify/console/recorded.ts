import { globSync, readFileSync } from 'node:fs'
import * as z from 'zod'
import {
  edgesTaken,
  failure,
  graph,
  type HistoryEvent,
  type Machine,
  nodeProgress,
  parseDefinition,
  progress,
  stateData,
  timeline,
} from '../../../packages/console/index.ts'

const Event = z.object({
  type: z.string(),
  id: z.number(),
  previousEventId: z.number(),
  details: z.record(z.string(), z.unknown()).default({}),
})
const Recording = z.looseObject({
  id: z.string(),
  definition: z.unknown().optional(),
  definitionText: z.string().optional(),
  history: z.array(Event).optional(),
  expect: z
    .looseObject({
      status: z.string().optional(),
      createError: z.unknown().optional(),
      validate: z.unknown().optional(),
    })
    .optional(),
})
type Recording = z.infer<typeof Recording>

/** What is wrong with the drawing of one recording, or how much of it there is. */
export type Drawn = { id: string; problems: string[]; drew: 'definition' | 'history' | 'nothing' }

/** Draws every definition and history of a folder of recordings. */
export function drawAll(folder: string): Drawn[] {
  return globSync(`${folder}/*/*.json`).map((file) => draw(Recording.parse(JSON.parse(readFileSync(file, 'utf8')))))
}

function draw({ id, definition, definitionText, history, expect }: Recording): Drawn {
  if (definition === undefined || definitionText !== undefined) return { id, problems: [], drew: 'nothing' }
  const whole = isState(definition) ? { StartAt: 'State', States: { State: definition } } : definition
  const hasHistory = history !== undefined && history.length > 0
  try {
    const machine = parseDefinition(JSON.stringify(whole))
    const problems = [
      ...problemsOfGraph(machine),
      ...(hasHistory ? problemsOfHistory(machine, history, expect?.status) : []),
    ]
    return { id, problems, drew: hasHistory ? 'history' : 'definition' }
  } catch (error) {
    const isMeantToBeBad = expect?.createError !== undefined || expect?.validate !== undefined
    return isMeantToBeBad ? { id, problems: [], drew: 'nothing' } : { id, problems: [String(error)], drew: 'nothing' }
  }
}

/** TestState is given a single state. */
const isState = (definition: unknown): boolean =>
  typeof definition === 'object' && definition !== null && 'Type' in definition

function problemsOfGraph(machine: Machine): string[] {
  const { nodes, edges, width, height } = graph(machine)
  const outside = nodes.filter(
    ({ x, y, ...node }) => !(x >= -1 && y >= -1 && x + node.width <= width + 1 && y + node.height <= height + 1),
  )
  const crooked = edges.filter(({ points }) => points.length < 2 || points.some(({ x, y }) => !Number.isFinite(x + y)))
  const overlapping = nodes.flatMap((one, index) =>
    nodes
      .slice(index + 1)
      .filter((other) => one.parent === other.parent && overlap(one, other))
      .map((other) => `${one.id} lies over ${other.id}`),
  )
  return [
    ...outside.map((node) => `${node.id} is outside the picture`),
    ...crooked.map(({ from, to }) => `the edge ${from} → ${to} has no way`),
    ...overlapping,
  ]
}

type Box = { x: number; y: number; width: number; height: number }
const overlap = (one: Box, other: Box): boolean =>
  one.x < other.x + other.width - 1 &&
  other.x < one.x + one.width - 1 &&
  one.y < other.y + other.height - 1 &&
  other.y < one.y + one.height - 1

function problemsOfHistory(machine: Machine, recorded: z.infer<typeof Event>[], status: string | undefined): string[] {
  const history = recorded.map(asHistoryEvent)
  const seen = progress(machine, history)
  const names = new Set(graph(machine).nodes.map(({ id }) => id))
  const drawn = nodeProgress(seen.visits, seen.to ?? 0)
  edgesTaken(seen, seen.visits)
  const { rows } = timeline(seen, seen.visits, seen.to ?? 0)
  const entered = recorded.filter(({ type }) => type.endsWith('StateEntered')).length
  const stages = seen.visits.map((visit) => stateData(undefined, visit, visit.attempts.at(-1)))
  const why = failure(seen)
  return [
    ...(status !== undefined && seen.status !== status ? [`it seems ${seen.status}, and was ${status}`] : []),
    ...(seen.visits.length === entered ? [] : [`${seen.visits.length} visits of ${entered}`]),
    ...[...drawn.keys()].filter((name) => !names.has(name)).map((name) => `${name} is in no graph`),
    ...(rows.some(({ bars }) => bars.some(({ from, to }) => !(from >= 0 && to <= 1.000001 && from <= to)))
      ? ['a bar is outside the timeline']
      : []),
    ...(seen.visits.some(({ to }) => to === undefined) && seen.to !== undefined
      ? ['a state still runs after the end']
      : []),
    ...(stages.some((stage) => stage.length === 0) ? ['a state without data'] : []),
    ...(status === 'FAILED' && (!why || why.advice === '' || why.message === '') ? ['the failure says nothing'] : []),
  ]
}

/** The recordings have JSON values where AWS has JSON text, and no times: each event here is 10 ms after the one before. */
function asHistoryEvent({ details, ...event }: z.infer<typeof Event>, index: number): HistoryEvent {
  const asText = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value))
  const { assignedVariables = {}, input, output, parameters, ...rest } = details
  const assigned = Object.entries(z.record(z.string(), z.unknown()).parse(assignedVariables)).map(
    ([name, value]) => [name, JSON.stringify(value)] as const,
  )
  const texts = Object.entries({ input: asText(input), output: asText(output), parameters: asText(parameters) })
  const present = Object.fromEntries(texts.filter(([, text]) => text !== undefined))
  const assignedPart = assigned.length > 0 ? { assignedVariables: Object.fromEntries(assigned) } : {}
  return { ...event, at: index * 10, details: { ...rest, ...present, ...assignedPart } }
}
