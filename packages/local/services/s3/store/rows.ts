import type { Content } from '../contents.ts'

/** A row with the columns `facts` (JSON), `file` and `bytes`, as all that has content is stored. */
export type Row = Record<string, unknown>

/** Called with a row that was deleted, which may name a file. */
export type Drop = (row: Row | undefined) => void

/** The values of the three columns. */
export function columns(facts: object, content: Content): [string, string | null, Buffer | null] {
  const { size } = content
  if ('bytes' in content) return [JSON.stringify({ ...facts, size }), null, content.bytes]
  return [JSON.stringify({ ...facts, size, crc32: content.crc32 }), content.file, null]
}

/** What such a row says. It was written here, so it is believed. */
export function withContent<T extends { content: Content }>(row: Row): T {
  const { size, crc32, ...facts } = JSON.parse(String(row.facts)) as { size: number; crc32?: number }
  const content: Content =
    typeof row.file === 'string' ? { size, file: row.file, crc32 } : { size, bytes: bufferOf(row.bytes as Uint8Array) }
  return { ...facts, content } as unknown as T
}

const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array) => Buffer.from(buffer, byteOffset, byteLength)
