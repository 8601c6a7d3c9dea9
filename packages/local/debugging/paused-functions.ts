import { Session } from 'node:inspector'
import * as z from 'zod'
import type { Clock } from '../clock/clock.ts'

const Event = z.object({ method: z.string(), params: z.looseObject({ reason: z.string().optional() }).optional() })

/**
 * Has nothing fall due while a debugger has paused a function. It listens as a debugger of its own, so it does not matter which one
 * has paused it.
 * @returns what ends it: what is paused goes on
 */
export function holdWhilePaused(clocks: ReadonlySet<Clock>, print: (line: string) => void): () => Promise<void> {
  const session = new Session()
  const releases = new Map<string, () => void>()
  const names = new Map<string, string>()
  const hold = (sessionId: string) => {
    const held = [...clocks].map((clock) => clock.hold?.())
    releases.set(sessionId, () => {
      for (const release of held) release?.()
    })
  }
  const release = (sessionId: string) => {
    releases.get(sessionId)?.()
    releases.delete(sessionId)
  }

  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId, workerInfo } }) => {
    names.set(sessionId, workerInfo.title.replace(/^\[worker \d+\] /, ''))
    const message = JSON.stringify({ id: 1, method: 'Debugger.enable' })
    session.post('NodeWorker.sendMessageToWorker', { sessionId, message })
  })
  session.on('NodeWorker.detachedFromWorker', ({ params: { sessionId } }) => {
    release(sessionId)
    names.delete(sessionId)
  })
  session.on('NodeWorker.receivedMessageFromWorker', ({ params: { sessionId, message } }) => {
    if (!/"Debugger\.(paused|resumed)"/.test(message.slice(0, 40))) return
    const { method, params } = Event.parse(JSON.parse(message))
    release(sessionId)
    if (method === 'Debugger.resumed') return
    hold(sessionId)
    if (params?.reason === 'other') print(`${names.get(sessionId)} is paused for a debugger; timeouts wait with it`)
  })
  session.connect()
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false })
  return async () => {
    for (const sessionId of [...releases.keys()]) {
      const message = JSON.stringify({ id: 2, method: 'Debugger.resume' })
      session.post('NodeWorker.sendMessageToWorker', { sessionId, message })
      release(sessionId)
    }
    session.disconnect()
  }
}
