import type { Content } from '../contents.ts'

/** A row with the columns `facts` (JSON), `file` and `bytes`, as all that has content is stored. */
export type Row = Record<string, unknown>

/** Called with a row that was deleted, which may name a file. */
export type Drop = (row: Row | undefined) => void

/** The values of the three columns. */
export function columns(facts: object, content: Content): [string, string | null, Buffer | null] {
  const text = JSON.stringify({ ...facts, size: content.size })
  return 'file' in content ? [text, content.file, null] : [text, null, content.bytes]
}

/** What such a row says. It was written here, so it is believed. */
export function withContent<T extends { content: Content }>(row: Row): T {
  const { size, ...facts } = JSON.parse(String(row.facts)) as { size: number }
  const content: Content =
    typeof row.file === 'string' ? { size, file: row.file } : { size, bytes: bufferOf(row.bytes as Uint8Array) }
  return { ...facts, content } as unknown as T
}

const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array) => Buffer.from(buffer, byteOffset, byteLength)
