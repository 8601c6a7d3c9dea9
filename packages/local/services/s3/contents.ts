import { randomUUID } from 'node:crypto'
import { closeSync, createReadStream, existsSync, fstatSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { GroupedSync } from '../grouped-sync.ts'
import { type ChecksumAlgorithm, type Digest, digestOf } from './checksums.ts'

/** Bytes at rest: small ones beside their row in the database, large ones in a file of the `contents` folder. */
export type Content = { size: number } & ({ bytes: Buffer } | FileContent)

/** `crc32` is missing where the file was written before there were any. */
type FileContent = { file: string; crc32?: number | undefined }

/** Bytes that arrived, with what was computed on the way. */
export type Received = { content: Content; md5: Buffer; checksums: ReadonlyMap<ChecksumAlgorithm, string> }

const inlineUpToBytes = 1024 * 1024

/** A file of the `contents` folder does not have the bytes that were once stored in it. */
export class DamagedContent extends Error {
  override readonly name = 'DamagedContent'

  constructor(path: string, options: { bytes: number; expectedBytes: number }) {
    const { bytes, expectedBytes } = options
    super(
      bytes === expectedBytes ? `${path} has other bytes` : `${path} has ${bytes} bytes instead of ${expectedBytes}`,
    )
  }
}

/** The folder of large bodies. A file is written once under a random name and never changed. */
export class Contents {
  readonly #folder: string
  readonly #names: GroupedSync

  /** Whether there are any, without opening them. */
  static areIn(dataDir: string): boolean {
    const folder = join(dataDir, 'contents')
    return existsSync(folder) && readdirSync(folder).length > 0
  }

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'contents')
    mkdirSync(this.#folder, { recursive: true })
    this.#names = new GroupedSync(this.#folder, 'folder')
  }

  /**
   * Takes a stream in, in bounded memory. A file is whole and on the disk when it resolves; the caller must store its name or
   * `discard` it. What cannot be written to the end is removed.
   * @throws what the file system says, e.g. ENOSPC
   */
  async receive(stream: AsyncIterable<Buffer>, algorithms: Iterable<ChecksumAlgorithm> = []): Promise<Received> {
    const md5 = digestOf('MD5')
    const digests = new Map<ChecksumAlgorithm, Digest>([...algorithms].map((name) => [name, digestOf(name)]))
    const content = await this.#store(stream, (chunk) => {
      md5.update(chunk)
      for (const digest of digests.values()) digest.update(chunk)
    })
    const values = [...digests].map(async ([name, digest]) => [name, await digest.value()] as const)
    const checksums = new Map(await Promise.all(values))
    return { content, md5: Buffer.from(await md5.value(), 'base64'), checksums }
  }

  async #store(stream: AsyncIterable<Buffer>, see: (chunk: Buffer) => void): Promise<Content> {
    const held: Buffer[] = []
    let size = 0
    let sum = 0
    let file: string | undefined
    let handle: FileHandle | undefined
    try {
      for await (const chunk of stream) {
        see(chunk)
        size += chunk.length
        held.push(chunk)
        if (size <= inlineUpToBytes) continue
        file ??= randomUUID()
        handle ??= await open(join(this.#folder, file), 'wx')
        // One `write` may take only some of the bytes, and says so in its result; `appendFile` goes on until all are written.
        for (const piece of held.splice(0)) {
          sum = crc32(piece, sum)
          await handle.appendFile(piece)
        }
      }
      if (file && handle) await this.#bringToDisk(file, handle, size)
    } catch (error) {
      if (file) this.discard({ size, file })
      throw error
    } finally {
      await handle?.close()
    }
    return file ? { size, file, crc32: sum } : { size, bytes: Buffer.concat(held) }
  }

  async #bringToDisk(file: string, handle: FileHandle, size: number): Promise<void> {
    await Promise.all([handle.datasync(), this.#names.done()])
    checkSize(join(this.#folder, file), (await handle.stat()).size, size)
  }

  /**
   * The bytes from `start` to `end`, both included. Stays readable when the object is replaced meanwhile. A stream of all bytes
   * fails before its last ones when they are not those that were stored.
   * @throws DamagedContent
   */
  read(content: Content, start = 0, end = content.size - 1): Buffer | Readable {
    if (content.size === 0) return Buffer.alloc(0)
    if ('bytes' in content) return content.bytes.subarray(start, end + 1)
    const path = join(this.#folder, content.file)
    const fd = openSync(path, 'r')
    try {
      checkSize(path, fstatSync(fd).size, content.size)
    } catch (error) {
      closeSync(fd)
      throw error
    }
    const stream = createReadStream('', { fd, start, end })
    const isWhole = start === 0 && end === content.size - 1
    return isWhole && content.crc32 !== undefined
      ? Readable.from(checked(stream, path, { ...content, crc32: content.crc32 }), { objectMode: false })
      : stream
  }

  /** The bytes of several contents, one after another. */
  async *concatenate(contents: Iterable<Content>): AsyncGenerator<Buffer> {
    for (const content of contents) {
      const part = this.read(content)
      if (part instanceof Readable) yield* part
      else if (part.length > 0) yield part
    }
  }

  /** A second content with the same bytes. */
  async copy(content: Content): Promise<Content> {
    return 'bytes' in content ? content : this.#store(this.concatenate([content]), () => {})
  }

  discard(content: Content): void {
    if ('file' in content) rmSync(join(this.#folder, content.file), { force: true })
  }

  /** Removes what a crash left: files that no row names. */
  sweep(named: ReadonlySet<string>): void {
    for (const file of readdirSync(this.#folder)) if (!named.has(file)) rmSync(join(this.#folder, file))
  }

  close(): void {
    void this.#names.close()
  }
}

/** Keeps the last chunk back until all have been summed up. */
async function* checked(
  stream: AsyncIterable<Buffer>,
  path: string,
  expected: { size: number; crc32: number },
): AsyncGenerator<Buffer> {
  let sum = 0
  let last: Buffer | undefined
  for await (const chunk of stream) {
    if (last) yield last
    sum = crc32(chunk, sum)
    last = chunk
  }
  if (sum !== expected.crc32) throw new DamagedContent(path, { bytes: expected.size, expectedBytes: expected.size })
  if (last) yield last
}

function checkSize(path: string, bytes: number, expectedBytes: number): void {
  if (bytes !== expectedBytes) throw new DamagedContent(path, { bytes, expectedBytes })
}
