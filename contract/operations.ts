import { placeOrder } from './approval.ts'
import { archiveRecords, startArchive } from './archive.ts'
import { redriveProcess, stopProcess } from './executions.ts'
import { openApi } from './openapi-document.ts'
import type { Operation } from './operation.ts'
import { processData, processState, startProcess } from './process.ts'
import { jobStatus, startJob } from './waitable.ts'

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
