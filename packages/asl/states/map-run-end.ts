import type { MapState } from '../definition.ts'
import { stateOutput } from '../execution/data-flow.ts'
import { details } from '../execution/details.ts'
import { stopChildren } from '../execution/ending.ts'
import type { Failure } from '../execution/failure.ts'
import { attempt, fail, leave, type StateOutcome, WAIT } from '../execution/outcome.ts'
import { eachSlot } from '../execution/slots.ts'
import type { StateThread, Transition } from '../execution/transition.ts'
import type { Json } from '../json.ts'
import type { Child, RunningMapRun } from '../run.ts'
import { destinationOf, mapOutput, resultObjects, transformed } from './result-writer.ts'

type MapThread = StateThread<MapState>

/** All children have ended, or are stopped: their results become the output, or are written first where they are to be written. */
export function endMapRun(t: Transition, thread: MapThread, mapRun: RunningMapRun): StateOutcome {
  const { ResultWriter } = thread.state
  const children = [...eachSlot(mapRun.children)].filter((child): child is Child => child !== null)
  return attempt(t, thread, () => {
    const destination = ResultWriter && destinationOf(t, thread, mapRun.input, ResultWriter)
    if (!destination) {
      if (mapRun.failure) return failMapRun(t, thread, mapRun.failure)
      return leaveMapRun(t, thread, mapRun, transformed(children, ResultWriter?.WriterConfig))
    }
    const objects = resultObjects(mapRun.mapRunArn, destination, children, ResultWriter?.WriterConfig)
    mapRun.writing = { type: 'WriteResults', task: t.name(thread.path), bucket: destination.bucket, objects }
    t.effect(mapRun.writing)
    return WAIT
  })
}

export function resultsWritten(t: Transition, thread: MapThread, mapRun: RunningMapRun): StateOutcome {
  const { writing, mapRunArn } = mapRun
  if (!writing) return WAIT
  delete mapRun.writing
  if (mapRun.failure) return failMapRun(t, thread, mapRun.failure)
  return leaveMapRun(t, thread, mapRun, mapOutput(mapRunArn, writing))
}

function leaveMapRun(t: Transition, thread: MapThread, { mapRunArn }: RunningMapRun, output: Json): StateOutcome {
  t.effect({ type: 'EndMapRun', mapRunArn, status: 'SUCCEEDED' })
  const succeeded = t.record(thread, 'MapRunSucceeded')
  thread.active.status = { type: 'Completing' }
  t.recordAfter(succeeded, 'MapStateSucceeded')
  return attempt(t, thread, () => leave(stateOutput(t, thread, output)))
}

/** The reader or the writer failed. */
export function mapRunRequestFailed(
  t: Transition,
  thread: MapThread,
  mapRun: RunningMapRun,
  failure: Failure,
): StateOutcome {
  delete mapRun.reading
  delete mapRun.writing
  return failMapRun(t, thread, failure)
}

export function failMapRun(t: Transition, thread: MapThread, { error, cause }: Failure): StateOutcome {
  stopChildren(t, thread, 'FAILED')
  t.record(thread, 'MapRunFailed', details({ error, cause }))
  return fail({ error, cause })
}
