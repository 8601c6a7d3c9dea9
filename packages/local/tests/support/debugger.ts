import { globSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as z from 'zod'

const Message = z.object({
  id: z.int().optional(),
  method: z.string().optional(),
  params: z.looseObject({ sessionId: z.string().optional(), message: z.string().optional() }).default({}),
  result: z.looseObject({}).optional(),
})
const Script = z.object({ scriptId: z.string(), url: z.string() })
const Paused = z.object({
  reason: z.string(),
  callFrames: z.array(
    z.object({
      callFrameId: z.string(),
      location: z.object({ scriptId: z.string(), lineNumber: z.int(), columnNumber: z.int() }),
    }),
  ),
})

/** Where a function has been paused: file and line of its source, counted from 1. */
export type Pause = {
  source: string
  line: number
  /** The value of an expression in the frame that is paused. */
  evaluate(expression: string): Promise<unknown>
  resume(): Promise<unknown>
}

type Breakpoint = { url: string; lineNumber: number; columnNumber: number }

/**
 * A debugger as Visual Studio Code's: worker threads over the NodeWorker domain, each held at its start until its breakpoints are
 * set, which it finds by the source maps of the bundles.
 * @see https://chromedevtools.github.io/devtools-protocol/
 */
export class TestDebugger {
  readonly #socket: WebSocket
  readonly #answers = new Map<string, (result: unknown) => void>()
  readonly #pauses: Pause[] = []
  readonly #scripts = new Map<string, string>()
  #arrived = () => {}
  #sent = 0
  readonly #breakpoints: Breakpoint[]

  private constructor(socket: WebSocket, breakpoints: Breakpoint[]) {
    this.#socket = socket
    this.#breakpoints = breakpoints
    socket.addEventListener('message', ({ data }) => this.#receive(Message.parse(JSON.parse(String(data)))))
  }

  /** @param at a source file and a line of it, counted from 1 */
  static async attach(address: string, bundles: string, at: { source: string; line: number }): Promise<TestDebugger> {
    const [target] = z
      .array(z.object({ webSocketDebuggerUrl: z.string() }))
      .parse(await (await fetch(`http://${address}/json/list`)).json())
    const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '')
    await new Promise((opened) => socket.addEventListener('open', opened, { once: true }))
    const attached = new TestDebugger(socket, generated(bundles, at))
    await attached.#send('NodeWorker.enable', { waitForDebuggerOnStart: true })
    return attached
  }

  /** The next time that a function is paused. */
  async paused(): Promise<Pause> {
    for (;;) {
      const pause = this.#pauses.shift()
      if (pause) return pause
      await new Promise<void>((arrived) => {
        this.#arrived = arrived
      })
    }
  }

  detach() {
    this.#socket.close()
  }

  #send(method: string, params: object): Promise<unknown> {
    const id = ++this.#sent
    this.#socket.send(JSON.stringify({ id, method, params }))
    return new Promise((answered) => this.#answers.set(String(id), answered))
  }

  async #toWorker(sessionId: string, method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#sent
    const answer = new Promise((answered) => this.#answers.set(`${sessionId} ${id}`, answered))
    const message = JSON.stringify({ id, method, params })
    await this.#send('NodeWorker.sendMessageToWorker', { sessionId, message })
    return answer
  }

  #receive({ id, method, params, result }: z.infer<typeof Message>) {
    if (id !== undefined) this.#answers.get(String(id))?.(result)
    const { sessionId = '', message } = params
    if (method === 'NodeWorker.attachedToWorker') void this.#attached(sessionId)
    if (method === 'NodeWorker.receivedMessageFromWorker' && message !== undefined)
      this.#receiveFrom(sessionId, Message.parse(JSON.parse(message)))
  }

  async #attached(sessionId: string) {
    await this.#toWorker(sessionId, 'Debugger.enable')
    for (const breakpoint of this.#breakpoints)
      await this.#toWorker(sessionId, 'Debugger.setBreakpointByUrl', breakpoint)
    await this.#toWorker(sessionId, 'Runtime.runIfWaitingForDebugger')
  }

  #receiveFrom(sessionId: string, { id, method, params, result }: z.infer<typeof Message>) {
    if (id !== undefined) this.#answers.get(`${sessionId} ${id}`)?.(result)
    if (method === 'Debugger.scriptParsed') {
      const { scriptId, url } = Script.parse(params)
      this.#scripts.set(`${sessionId} ${scriptId}`, url)
    }
    if (method !== 'Debugger.paused') return
    const { reason, callFrames } = Paused.parse(params)
    if (reason === 'Break on start') return void this.#toWorker(sessionId, 'Debugger.resume')
    const [frame] = callFrames
    if (!frame) return
    const { callFrameId, location } = frame
    const evaluated = z.object({ result: z.looseObject({ value: z.unknown().optional() }) })
    this.#pauses.push({
      ...original(this.#scripts.get(`${sessionId} ${location.scriptId}`) ?? '', location),
      resume: () => this.#toWorker(sessionId, 'Debugger.resume'),
      evaluate: async (expression) => {
        const asked = { callFrameId, expression }
        return evaluated.parse(await this.#toWorker(sessionId, 'Debugger.evaluateOnCallFrame', asked)).result.value
      },
    })
    this.#arrived()
  }
}

/** The places in bundles that are this line. */
function generated(bundles: string, { source, line }: { source: string; line: number }) {
  return globSync('**/*.mjs', { cwd: bundles })
    .filter((name) => !name.endsWith('runtime.mjs'))
    .flatMap((name) => {
      const file = join(bundles, name)
      const lines = readFileSync(file, 'utf8').split('\n')
      const url = pathToFileURL(file).href
      const places = lines.flatMap((text, lineNumber) =>
        Array.from(text, (_, columnNumber) => ({ url, lineNumber, columnNumber })),
      )
      return places
        .filter(({ lineNumber, columnNumber }) => {
          const found = original(url, { lineNumber, columnNumber })
          return found.source === source && found.line === line
        })
        .slice(0, 1)
    })
}

function original(url: string, { lineNumber, columnNumber }: { lineNumber: number; columnNumber: number }) {
  const map = new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, 'utf8')))
  const entry = map.findEntry(lineNumber, columnNumber)
  if (!('originalSource' in entry)) return { source: '', line: 0 }
  return { source: resolve(fileURLToPath(url), '..', entry.originalSource), line: entry.originalLine + 1 }
}
