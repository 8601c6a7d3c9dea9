import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Json } from '../../src/process/json.ts'
import { PartName } from '../../src/process/part-name.ts'
import type { Document, ProcessData } from '../../src/process/process-data.ts'

/** Process data for tests. Keeps the same contract as the one in S3; `documents` is what is there at the beginning. */
export function inMemoryProcessData(documents: Record<string, Document> = {}): ProcessData {
  const processes = new Map<string, Map<string, string>>()

  const write = (transactionId: string, part: string, value: Json) => {
    const parts = processes.get(transactionId) ?? new Map<string, string>()
    processes.set(transactionId, parts)
    if (parts.has(part)) return false
    parts.set(part, JSON.stringify(value))
    return true
  }
  const entries = (transactionId: string) =>
    [...(processes.get(transactionId) ?? [])].sort(([a], [b]) =>
      a === 'processInput' ? -1 : b === 'processInput' ? 1 : a < b ? -1 : 1,
    )

  for (const [transactionId, document] of Object.entries(documents))
    for (const [part, value] of Object.entries(document)) write(transactionId, part, value)

  return {
    async create(transactionId, input) {
      write(transactionId, 'processInput', input)
    },
    async add(transactionId, part, value) {
      return write(transactionId, PartName.parse(part), value)
    },
    async addStream(transactionId, part, json) {
      write(transactionId, PartName.parse(part), JSON.parse(await text(json)))
    },
    async open(transactionId, part) {
      const json = processes.get(transactionId)?.get(PartName.parse(part))
      return json === undefined ? undefined : Readable.from(Buffer.from(json), { objectMode: false })
    },
    async part(transactionId, part) {
      const text = processes.get(transactionId)?.get(PartName.parse(part))
      return text === undefined ? undefined : JSON.parse(text)
    },
    async parts(transactionId) {
      return entries(transactionId).map(([part, text]) => ({ part, bytes: Buffer.byteLength(text) }))
    },
    async document(transactionId) {
      const parts = entries(transactionId)
      if (parts[0]?.[0] !== 'processInput') return undefined
      return Object.fromEntries(parts.map(([part, text]) => [part, JSON.parse(text)])) as Document
    },
  }
}
