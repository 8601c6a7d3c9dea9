import { setTimeout as pause } from 'node:timers/promises'
import type { S3Client } from '@aws-sdk/client-s3'
import type { WaitSources } from '../../process/current-state.ts'
import { executionRecords } from '../../process/execution-records.ts'
import type { Started } from '../../process/execution-state.ts'
import type { Records } from '../../process/records.ts'
import { s3Records } from '../../process/s3-records.ts'
import { waitPermit } from '../../process/wait-permit.ts'
import { log } from '../../runtime/log.ts'
import { waitingCallers } from './prefer.ts'

/** Where a route that starts executions stores requests and starts, and reads how executions ended. */
export type StartSources = WaitSources & { requests: Records; onStarted: (started: Started) => Promise<void> }

export function s3StartSources(client: S3Client, bucket: string): StartSources {
  const requests = s3Records(client, bucket)
  const records = executionRecords(requests)
  return {
    requests,
    records,
    now: Date.now,
    pause,
    waitPermit: waitPermit(requests, waitingCallers),
    // The execution runs. Without the record DescribeExecution is called once more later: no reason to fail.
    onStarted: (started) => records.started(started).catch((error) => log.warn('start not recorded', error as Error)),
  }
}
