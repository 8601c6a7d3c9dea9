import type { Readable } from 'node:stream'
import type { Json } from './json.ts'
import type { TransactionId } from './transaction-id.ts'

/** All parts of one process: `processInput` and one entry per step output. */
export type Document = { processInput: Json; [part: string]: Json }

/** The name of a part and how many bytes its JSON takes. */
export type PartSize = { part: string; bytes: number }

/**
 * The data of all processes: parts that are written once. Every promise may be rejected with `ProcessDataUnavailable`; then
 * trying again helps.
 */
export type ProcessData = {
  /** Writes the input of a process. The first write stands: creating it again changes nothing and resolves. */
  create(transactionId: TransactionId, input: Json): Promise<void>
  /** Adds one part. The first write stands: adding a part again changes nothing. Resolves to whether this write was the first. */
  add(transactionId: TransactionId, part: string, value: Json): Promise<boolean>
  /**
   * Adds one part that may be larger than memory: the bytes of its JSON, which are not checked. The first write stands.
   * After `ProcessDataUnavailable` the caller starts over with another stream, because a stream can be read only once.
   */
  addStream(transactionId: TransactionId, part: string, json: Readable): Promise<void>
  /** One part as the bytes of its JSON, `undefined` if it is not there (yet). */
  open(transactionId: TransactionId, part: string): Promise<Readable | undefined>
  /** Reads one part, `undefined` if it is not there (yet). @throws PartUnreadable */
  part(transactionId: TransactionId, part: string): Promise<Json | undefined>
  /** The parts that are there, the input first, then by name; none for an unknown process. */
  parts(transactionId: TransactionId): Promise<PartSize[]>
  /** Reads all parts, `undefined` for an unknown process. @throws PartUnreadable */
  document(transactionId: TransactionId): Promise<Document | undefined>
}
