import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { JsonObject } from '@sfs3/asl'
import * as z from 'zod'
import type { EpochMs } from '../../clock/clock.ts'
import type { Entries } from './store/entries.ts'

/** What a stream has of an item that changed. */
export type ViewType = 'NEW_AND_OLD_IMAGES' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'KEYS_ONLY'

/** A change of an item. `sequence` orders those of a table. */
export type StreamRecord = {
  sequence: string
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
  at: EpochMs
  keys: JsonObject
  newImage?: JsonObject
  oldImage?: JsonObject
}

type Stream = { viewType: ViewType; keyNames: readonly string[]; last: bigint }

const Image = z.record(z.string(), z.json())
const Stored = z.object({
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  at: z.number(),
  keys: Image,
  newImage: Image.optional(),
  oldImage: Image.optional(),
})

/** DynamoDB keeps records for a day. */
const keptMs = 24 * 3_600_000

/**
 * The changes of tables that have a stream, kept in the transaction that makes them, and where their readers are.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
 */
export class TableStreams {
  readonly #entries: Entries
  readonly #now: () => EpochMs
  readonly #streams = new Map<string, Stream>()
  readonly #listeners = new Set<() => void>()

  constructor(entries: Entries, now: () => EpochMs) {
    this.#entries = entries
    this.#now = now
  }

  /** From now on changes of this table are kept; without a view type they are not. */
  keep(tableName: string, viewType: ViewType | undefined, keyNames: readonly string[]): void {
    if (viewType === undefined) {
      this.#streams.delete(tableName)
      return
    }
    const [last] = this.#entries.range(spaceOf(tableName), { reverse: true, limit: 1 })
    this.#streams.set(tableName, { viewType, keyNames, last: BigInt(last?.key ?? '0') })
    for (const { key, value } of this.#entries.range(spaceOf(tableName), {})) {
      if (Stored.parse(value).at > this.#now() - keptMs) break
      this.#entries.delete(spaceOf(tableName), key)
    }
  }

  viewTypeOf(tableName: string): ViewType | undefined {
    return this.#streams.get(tableName)?.viewType
  }

  /** Call it in the transaction that changes an item. Writing what is there is no change. */
  changed(tableName: string, oldImage: unknown, newImage: unknown): void {
    const stream = this.#streams.get(tableName)
    if (!stream || isDeepStrictEqual(oldImage, newImage)) return
    const [before, after] = [Image.optional().parse(oldImage), Image.optional().parse(newImage)]
    const item = after ?? before ?? {}
    const withNew = stream.viewType === 'NEW_AND_OLD_IMAGES' || stream.viewType === 'NEW_IMAGE'
    const withOld = stream.viewType === 'NEW_AND_OLD_IMAGES' || stream.viewType === 'OLD_IMAGE'
    stream.last += 1n
    this.#entries.put(spaceOf(tableName), sequenceOf(stream.last), {
      eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
      at: this.#now(),
      keys: Object.fromEntries(stream.keyNames.map((name) => [name, item[name] ?? null])),
      ...(withNew && after && { newImage: after }),
      ...(withOld && before && { oldImage: before }),
    })
  }

  /** Told after changes were committed. Returns what ends it. */
  onCommit(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  committed(): void {
    for (const listener of this.#listeners) listener()
  }

  /** The records behind this one, the oldest first. */
  after(tableName: string, sequence: string, limit: number): StreamRecord[] {
    return [...this.#entries.range(spaceOf(tableName), { gt: sequence, limit })].map(({ key, value }) => {
      const { newImage, oldImage, ...record } = Stored.parse(value)
      return { sequence: key, ...record, ...(newImage && { newImage }), ...(oldImage && { oldImage }) }
    })
  }

  /** The newest record's; empty before the first. */
  latest(tableName: string): string {
    const [last] = this.#entries.range(spaceOf(tableName), { reverse: true, limit: 1 })
    return last?.key ?? ''
  }

  /** How far a reader has got, by its own name; undefined for one that has not begun. */
  positionOf(reader: string): string | undefined {
    const position = this.#entries.get(positions, reader)
    return position === undefined ? undefined : String(position)
  }

  moveTo(reader: string, sequence: string): void {
    this.#entries.put(positions, reader, sequence)
  }
}

const spaceOf = (tableName: string) => `stream-${tableName}`
const positions = 'stream-position'
/** As AWS writes them: digits, in order as texts too. */
const sequenceOf = (number: bigint) => String(number).padStart(21, '0')

/** A record as functions get it. @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
export function streamEvent(
  record: StreamRecord,
  { streamArn, region, viewType }: { streamArn: string; region: string; viewType: ViewType },
): JsonObject {
  const { sequence, eventName, at, keys, newImage, oldImage } = record
  return {
    eventID: createHash('md5').update(`${streamArn}/${sequence}`).digest('hex'),
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys: keys,
      ...(newImage && { NewImage: newImage }),
      ...(oldImage && { OldImage: oldImage }),
      SequenceNumber: sequence,
      SizeBytes: Buffer.byteLength(JSON.stringify([keys, newImage, oldImage])),
      StreamViewType: viewType,
    },
    eventSourceARN: streamArn,
  }
}
