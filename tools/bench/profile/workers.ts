import type { InspectorNotification, NodeWorker, Profiler } from 'node:inspector'
import { Session } from 'node:inspector/promises'

type Reply = { id: number; result: { profile?: Profiler.Profile } }

/**
 * Starts a CPU profile of this thread and of each worker that runs now, by way of the inspector.
 * @param interval between samples, in microseconds
 * @returns what ends the profiles and gives them, each with the name of its thread
 * @see https://chromedevtools.github.io/devtools-protocol/v8/Profiler/
 */
export async function profileWorkers(interval: number) {
  const session = new Session()
  session.connect()
  const names = new Map<string, string>()
  const asked = new Map<string, (reply: Reply) => void>()
  let id = 0

  session.on(
    'NodeWorker.attachedToWorker',
    ({ params }: InspectorNotification<NodeWorker.AttachedToWorkerEventDataType>) =>
      names.set(params.sessionId, params.workerInfo.title),
  )
  session.on(
    'NodeWorker.detachedFromWorker',
    ({ params }: InspectorNotification<NodeWorker.DetachedFromWorkerEventDataType>) => names.delete(params.sessionId),
  )
  session.on(
    'NodeWorker.receivedMessageFromWorker',
    ({ params }: InspectorNotification<NodeWorker.ReceivedMessageFromWorkerEventDataType>) => {
      const reply = JSON.parse(params.message) as Reply
      asked.get(`${params.sessionId} ${reply.id}`)?.(reply)
    },
  )
  const ask = async (sessionId: string, method: string, params = {}): Promise<Reply['result']> => {
    const { promise, resolve } = Promise.withResolvers<Reply>()
    asked.set(`${sessionId} ${++id}`, resolve)
    await session.post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id, method, params }) })
    return (await promise).result
  }

  await session.post('NodeWorker.enable', { waitForDebuggerOnStart: false })
  for (const worker of names.keys()) {
    await ask(worker, 'Profiler.enable')
    await ask(worker, 'Profiler.setSamplingInterval', { interval })
    await ask(worker, 'Profiler.start')
  }
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval })
  await session.post('Profiler.start')

  return async () => {
    const { profile } = await session.post('Profiler.stop')
    const threads = [{ name: 'main', profile }]
    for (const [worker, name] of names) {
      const { profile } = await ask(worker, 'Profiler.stop')
      if (profile) threads.push({ name, profile })
    }
    session.disconnect()
    return threads
  }
}
