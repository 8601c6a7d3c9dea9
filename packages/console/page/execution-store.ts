import { computed, effect, signal } from '@preact/signals'
import {
  type Attempt,
  type EpochMs,
  edgesTaken,
  failure,
  follow as followHistory,
  graph,
  type HistoryEvent,
  type Iterations,
  type Machine,
  nodeProgress,
  observedDefinition,
  parseDefinition,
  parseHistory,
  progress,
  statesByName,
  timeline,
  type Visit,
  visitsIn,
} from '../index.ts'
import { call, type ExecutionDetails } from './api.ts'
import { query } from './location.ts'

/** What was read of the execution that is looked at. Everything else follows from it and from the URL. */
export const details = signal<ExecutionDetails | undefined>(undefined)
export const definitionText = signal('')
export const definition = signal<Machine | undefined>(undefined)
export const roleArn = signal('')
export const history = signal<readonly HistoryEvent[]>([])
export const trouble = signal<string | undefined>(undefined)
export const connected = signal(true)
export const now = signal<EpochMs>(Date.now())

export const picture = computed(() => definition.value && graph(definition.value))
export const states = computed(() => (definition.value ? statesByName(definition.value) : new Map()))
/** How far the history was followed: of one that grows, only what is new has to be. */
let followed:
  | { machine: Machine; first: HistoryEvent; count: number; take: ReturnType<typeof followHistory> }
  | undefined

export const seen = computed(() => {
  const machine = definition.value
  const [first] = history.value
  if (!machine || !first) return undefined
  if (followed?.machine !== machine || followed.first !== first || followed.count > history.value.length)
    followed = { machine, first, count: 0, take: followHistory(machine) }
  const fresh = history.value.slice(followed.count)
  followed.count = history.value.length
  return followed.take(fresh)
})
export const why = computed(() => seen.value && failure(seen.value))

/** `map=12:3` in the URL: of the visit 12 of a Map, its iteration 3. */
export const iterations = computed<Iterations>(() =>
  Object.fromEntries(
    query.value
      .getAll('map')
      .flatMap((text) => text.split(','))
      .map((pair) => pair.split(':').map(Number)),
  ),
)
export const visits = computed<readonly Visit[]>(() => (seen.value ? visitsIn(seen.value, iterations.value) : []))
export const nodes = computed(() => nodeProgress(visits.value, now.value))
export const taken = computed(() => (seen.value ? edgesTaken(seen.value, visits.value) : new Set<string>()))

export const times = computed(() => seen.value && timeline(seen.value, visits.value, now.value))

/** The name of the selected state: what the URL says, else what failed, else what runs, else the last one. */
export const selectedName = computed(() => {
  const named = query.value.get('state')
  if (named !== null) return named
  const failed = why.value?.state
  const running = visits.value.findLast(({ to }) => to === undefined)
  return failed ?? running?.name ?? visits.value.at(-1)?.name
})
export const selectedVisits = computed(() => nodes.value.get(selectedName.value ?? '')?.visits ?? [])
/** Not kept: a visit is brought up to date as events come, so the same one may be another by now. Looked for each time: read it once. */
export const selectedVisit = {
  get value(): Visit | undefined {
    const id = Number(query.value.get('visit'))
    const ofState = selectedVisits.value
    const failed = why.value?.visit
    const named = id ? ofState.find((visit) => visit.id === id) : undefined
    return named ?? (failed && ofState.find((visit) => visit.id === failed.id)) ?? ofState.at(-1)
  },
}
/** Not kept either. */
export const selectedAttempt = {
  get value(): Attempt | undefined {
    const attempts = selectedVisit.value?.attempts ?? []
    const number = Number(query.value.get('attempt'))
    return attempts[number - 1] ?? attempts.at(-1)
  },
}

/** Time passes on the page only while something runs. */
effect(() => {
  if (seen.value?.status !== 'RUNNING') return
  const timer = setInterval(() => {
    now.value = Date.now()
  }, 200)
  return () => clearInterval(timer)
})

/** Reads an execution and follows it until what is returned is called. */
export function follow(executionArn: string): () => void {
  clear()
  void readDefinition(executionArn)
  const arrived: HistoryEvent[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  // What arrives within a frame is drawn once, of a long history what arrives in a few: it comes in many parts.
  const take = () => {
    timer = undefined
    const last = history.value.at(-1)?.id ?? 0
    const fresh = arrived.splice(0).filter(({ id }) => id > last)
    now.value = Date.now()
    history.value = [...history.value, ...fresh]
    trouble.value = undefined
  }
  const stream = new EventSource(`/live?executionArn=${encodeURIComponent(executionArn)}`)
  stream.addEventListener('execution', ({ data }) => {
    details.value = JSON.parse(data)
    trouble.value = undefined
  })
  stream.addEventListener('events', ({ data }) => {
    arrived.push(...parseHistory(JSON.parse(data)))
    timer ??= setTimeout(take, 16 + Math.min(100, history.value.length / 100))
  })
  stream.addEventListener('trouble', ({ data }) => {
    const { error, message } = JSON.parse(data)
    trouble.value = `${error}: ${message}`
  })
  stream.onopen = () => {
    connected.value = true
    if (!definition.value) void readDefinition(executionArn)
  }
  stream.onerror = () => {
    connected.value = false
  }
  return () => {
    stream.close()
    clearTimeout(timer)
  }
}

async function readDefinition(executionArn: string): Promise<void> {
  try {
    const answer = await call<{ definition: string; roleArn: string }>('DescribeStateMachineForExecution', {
      executionArn,
    })
    definitionText.value = answer.definition
    roleArn.value = answer.roleArn
    definition.value = parseDefinition(answer.definition)
  } catch (error) {
    trouble.value = String(error)
  }
}

/** Shows an execution from a file: a history of the AWS CLI, or what this page exported. @throws NotAHistory, NotADefinition */
export function show(file: unknown, name: string): void {
  const { execution, definition: exported } = (file ?? {}) as { execution?: ExecutionDetails; definition?: unknown }
  const events = parseHistory(file)
  clear()
  history.value = events
  definition.value = exported ? parseDefinition(JSON.stringify(exported)) : observedDefinition(events)
  definitionText.value = JSON.stringify(definition.value, null, 2)
  details.value = execution ?? {
    executionArn: '',
    stateMachineArn: '',
    name,
    status: progress(definition.value, events).status,
    startDate: new Date(events[0]?.at ?? 0).toISOString(),
  }
}

function clear(): void {
  details.value = undefined
  definition.value = undefined
  definitionText.value = ''
  history.value = []
  trouble.value = undefined
  connected.value = true
}
