import { extname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { brokenOff, type Evaluated, type LongExpression } from '@sfs3/asl'

/** The thread breaks off an expression by itself after five; this is for what it cannot break off. */
const longestMs = 7_000

type Asked = { expression: LongExpression; settle: (evaluated: Evaluated) => void }

/** Evaluates expressions that take long in a thread of its own, one after the other, so that nothing else waits for them. */
export class LongExpressions {
  readonly #asked: Asked[] = []
  #worker: Worker | undefined
  #deadline: NodeJS.Timeout | undefined
  #closed = false
  readonly #memoryMb: number

  /** @param memoryMb how much of the heap an expression may take; it is counted out at 256 MB, this is for what is not counted */
  constructor(memoryMb = 512) {
    this.#memoryMb = memoryMb
  }

  /** Never rejects: one that takes too much results in that. After `close` it does not resolve. */
  evaluate(expression: LongExpression): Promise<Evaluated> {
    return new Promise((settle) => {
      this.#asked.push({ expression, settle })
      if (this.#asked.length === 1) this.#next()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#deadline)
    await this.#worker?.terminate()
  }

  #next(): void {
    const [first] = this.#asked
    if (first === undefined || this.#closed) return
    this.#worker ??= this.#start()
    this.#worker.ref()
    this.#worker.postMessage(first.expression)
    // The first one waits until the thread has started.
    this.#deadline = setTimeout(() => this.#breakOff('time'), longestMs)
  }

  #start(): Worker {
    const worker = new Worker(join(import.meta.dirname, `worker${extname(import.meta.filename)}`), {
      name: 'expressions',
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxOldGenerationSizeMb: this.#memoryMb },
    })
    worker.on('message', (evaluated: Evaluated) => worker === this.#worker && this.#settle(evaluated))
    worker.on('error', () => worker === this.#worker && this.#breakOff('memory'))
    return worker
  }

  /** It is kept warm for the next one, and keeps no process alive. */
  #settle(evaluated: Evaluated): void {
    clearTimeout(this.#deadline)
    this.#worker?.unref()
    this.#asked.shift()?.settle(evaluated)
    this.#next()
  }

  #breakOff(bound: 'time' | 'memory'): void {
    void this.#worker?.terminate()
    this.#worker = undefined
    const [first] = this.#asked
    if (first) this.#settle(brokenOff(first.expression, bound))
  }
}
