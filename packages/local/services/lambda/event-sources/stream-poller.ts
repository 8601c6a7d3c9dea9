import type { Clock } from '../../../clock/clock.ts'
import { type StreamRecord, streamEvent, type TableStreams } from '../../dynamodb/streams.ts'
import type { Invoke } from '../invoke.ts'
import { type BatchResult, batchResult } from './batch-result.ts'
import type { Mapping } from './mapping.ts'

export type StreamPollerOptions = {
  mapping: Mapping
  streams: TableStreams
  invoke: Invoke
  clock: Clock
  region: string
  log: (line: string) => void
}

/** Between attempts at a batch that failed: from a second to a minute, twice as long each time. */
const backoffMs = (attempts: number) => Math.min(1000 * 2 ** (attempts - 1), 60_000)

/**
 * Hands the changes of a table to a function in batches, one after the other and in order: a batch that fails is tried again until it
 * is done, or its records are too old or were tried too often. How far it has got is on disk.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
 */
export class StreamPoller {
  readonly #options: StreamPollerOptions
  readonly #tableName: string
  #stopped = false
  #working = false
  #stopListening = () => {}
  #cancelTimer = () => {}
  #wake = () => {}

  constructor(options: StreamPollerOptions) {
    this.#options = options
    this.#tableName = options.mapping.sourceArn.split('/')[1] ?? ''
    const { mapping, streams } = options
    if (streams.positionOf(mapping.id) === undefined)
      streams.moveTo(mapping.id, mapping.from === 'LATEST' ? streams.latest(this.#tableName) : '')
  }

  start(): void {
    this.#stopListening = this.#options.streams.onCommit(() => void this.#work())
    void this.#work()
  }

  stop(): void {
    this.#stopped = true
    this.#stopListening()
    this.#cancelTimer()
    this.#wake()
  }

  async #work(): Promise<void> {
    if (this.#working) return
    this.#working = true
    const { mapping, streams, log } = this.#options
    let attempts = 0
    let most = mapping.batchSize
    while (!this.#stopped) {
      const records = await this.#next(most)
      if (records.length === 0) break
      const result = await this.#hand(records)
      if (this.#stopped) return
      const rest = result.type === 'partly' ? records.findIndex(({ sequence }) => result.failed.has(sequence)) : 0
      if (result.type !== 'done' && rest > 0) streams.moveTo(mapping.id, records[rest - 1]?.sequence ?? '')
      if (result.type !== 'done' && !this.#isGivenUp(records[rest], attempts)) {
        attempts++
        if (mapping.bisects && result.type === 'failed' && records.length > 1) most = Math.ceil(records.length / 2)
        await this.#pause(backoffMs(attempts))
        continue
      }
      const last = records.at(-1)?.sequence ?? ''
      if (result.type !== 'done')
        log(`changes of table ${this.#tableName} up to ${last} are given up: ${whyOf(result)}`)
      attempts = 0
      most = mapping.batchSize
      streams.moveTo(mapping.id, last)
    }
    this.#working = false
    if (!this.#stopped && this.#read(1).length > 0) void this.#work()
  }

  #read(most: number): StreamRecord[] {
    const { mapping, streams } = this.#options
    return streams.after(this.#tableName, streams.positionOf(mapping.id) ?? '', most)
  }

  async #next(most: number): Promise<StreamRecord[]> {
    const { mapping } = this.#options
    const records = this.#read(most)
    if (records.length === 0 || records.length >= most || mapping.windowMs === 0) return records
    await this.#pause(mapping.windowMs)
    return this.#stopped ? [] : this.#read(most)
  }

  async #hand(records: readonly StreamRecord[]): Promise<BatchResult> {
    const { mapping, streams, invoke, region, log } = this.#options
    const viewType = streams.viewTypeOf(this.#tableName) ?? 'KEYS_ONLY'
    const events = records.map((record) => ({
      sequence: record.sequence,
      event: streamEvent(record, { streamArn: mapping.sourceArn, region, viewType }),
    }))
    const wanted = events.filter(
      ({ event }) => mapping.filters.length === 0 || mapping.filters.some((filter) => filter(event)),
    )
    if (wanted.length === 0) return { type: 'done' }
    try {
      const Records = wanted.map(({ event }) => event)
      const answer = await invoke(mapping.functionArn, JSON.stringify({ Records }))
      const result = batchResult(
        answer,
        wanted.map(({ sequence }) => sequence),
        mapping.reportsFailures,
      )
      if (result.type === 'failed' && !this.#stopped)
        log(`changes of table ${this.#tableName} failed and are tried again: ${result.why.slice(0, 500)}`)
      return result
    } catch (error) {
      return { type: 'failed', why: String(error) }
    }
  }

  #isGivenUp(oldest: StreamRecord | undefined, attempts: number): boolean {
    const { mapping, clock } = this.#options
    const usedUp = mapping.maximumRetryAttempts >= 0 && attempts >= mapping.maximumRetryAttempts
    return usedUp || clock.now() - (oldest?.at ?? 0) > mapping.maximumAgeMs
  }

  #pause(ms: number): Promise<void> {
    const { clock } = this.#options
    return new Promise((resolve) => {
      this.#wake = resolve
      this.#cancelTimer = clock.at(clock.now() + ms, resolve)
    })
  }
}

const whyOf = (result: BatchResult) => (result.type === 'failed' ? result.why : 'some of them failed too often')
