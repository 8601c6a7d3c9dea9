import type { MapState } from '../definition.ts'
import { handover } from '../execution/data-flow.ts'
import { stopChildren } from '../execution/ending.ts'
import { eachSlot } from '../execution/slots.ts'
import { details, type StateThread, type Transition } from '../execution/transition.ts'
import { type Failure, fail } from '../interpreter/failure.ts'
import { attempt, leave } from '../interpreter/flow.ts'
import type { Json } from '../json.ts'
import type { Child, DoingMapRun } from '../run.ts'
import { destinationOf, mapOutput, resultObjects, transformed } from './result-writer.ts'

type MapThread = StateThread<MapState>

/** All children have ended, or need not: hands on the results, or writes them first where they are to be written. */
export function endMapRun(t: Transition, thread: MapThread, doing: DoingMapRun): void {
  const { ResultWriter } = thread.state
  const children = [...eachSlot(doing.children)].filter((child): child is Child => child !== null)
  attempt(t, thread, () => {
    const destination = ResultWriter && destinationOf(t, thread, doing.input, ResultWriter)
    if (!destination) {
      if (doing.failure) return failMapRun(t, thread, doing.failure)
      return leaveMapRun(t, thread, doing, transformed(children, ResultWriter?.WriterConfig))
    }
    const objects = resultObjects(doing.mapRunArn, destination, children, ResultWriter?.WriterConfig)
    doing.writing = { type: 'WriteResults', task: t.name(thread.path), bucket: destination.bucket, objects }
    t.effect(doing.writing)
  })
}

export function resultsWritten(t: Transition, thread: MapThread, doing: DoingMapRun): void {
  const { writing, mapRunArn } = doing
  if (!writing) return
  delete doing.writing
  if (doing.failure) failMapRun(t, thread, doing.failure)
  else leaveMapRun(t, thread, doing, mapOutput(mapRunArn, writing))
}

function leaveMapRun(t: Transition, thread: MapThread, doing: DoingMapRun, output: Json): void {
  t.effect({ type: 'EndMapRun', mapRunArn: doing.mapRunArn, status: 'SUCCEEDED' })
  const succeeded = t.record(thread, 'MapRunSucceeded')
  thread.active.doing = { what: 'answered' }
  t.recordAfter(succeeded, 'MapStateSucceeded')
  attempt(t, thread, () => leave(t, thread, handover(t, thread, output)))
}

/** The reader or the writer could not do its work. */
export function mapRunRequestFailed(t: Transition, thread: MapThread, doing: DoingMapRun, failure: Failure): void {
  delete doing.reading
  delete doing.writing
  failMapRun(t, thread, failure)
}

export function failMapRun(t: Transition, thread: MapThread, { error, cause }: Failure): void {
  stopChildren(t, thread, 'FAILED')
  t.record(thread, 'MapRunFailed', details({ error, cause }))
  fail(t, thread, { error, cause })
}
