import * as z from 'zod'
import { mapRunOf } from '../resources.ts'
import type { States } from '../states.ts'
import { longArn, seconds } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'

const DescribeMapRunRequest = z.object({ mapRunArn: longArn })

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html */
export function describeMapRun(request: unknown, states: States) {
  const { mapRunArn } = parseRequest(DescribeMapRunRequest, request)
  const mapRun = mapRunOf(mapRunArn, states)
  const {
    SUCCEEDED = 0,
    FAILED = 0,
    TIMED_OUT = 0,
    ABORTED = 0,
    RUNNING = 0,
  } = states.store.executions.countByStatus(mapRunArn)
  const started = SUCCEEDED + FAILED + TIMED_OUT + ABORTED + RUNNING
  const counts = (total: number) => ({
    pending: Math.max(total - started, 0),
    running: RUNNING,
    succeeded: SUCCEEDED,
    failed: FAILED,
    timedOut: TIMED_OUT,
    aborted: ABORTED,
    total,
    resultsWritten: mapRun.status === 'SUCCEEDED' ? SUCCEEDED : 0,
    failuresNotRedrivable: 0,
    pendingRedrive: 0,
  })
  return {
    mapRunArn,
    executionArn: states.store.executions.arnOf(mapRun.execution),
    status: mapRun.status,
    startDate: seconds(mapRun.startedAt),
    ...(mapRun.stoppedAt !== null && { stopDate: seconds(mapRun.stoppedAt) }),
    ...mapRun.limits,
    itemCounts: counts(mapRun.items),
    executionCounts: counts(mapRun.items),
    redriveCount: 0,
  }
}
