import type { Operation } from './operation.ts'
import { processData, processState, startProcess } from './process.ts'

/** Every route of the facade. */
export const operations: Operation[] = [startProcess, processState, processData]
