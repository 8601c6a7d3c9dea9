import { openApi } from '../contract/open-api.ts'
import { placeOrder } from '../contract/place-order.ts'
import { archiveRecords, startArchive } from '../contract/start-archive.ts'
import { jobStatus, startJob } from '../contract/start-job.ts'
import { processData, processState, startProcess } from '../contract/start-process.ts'
import { redriveProcess, stopProcess } from '../contract/stop-process.ts'
import type { Operation } from './operation.ts'

/** Every route of the facade. */
export const operations: Operation[] = [
  startProcess,
  processState,
  stopProcess,
  redriveProcess,
  processData,
  placeOrder,
  startJob,
  jobStatus,
  startArchive,
  archiveRecords,
  openApi,
]
