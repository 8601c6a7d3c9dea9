import { describeRecords } from '../process/suites/records.ts'
import { inMemoryRecords } from './in-memory-records.ts'

describeRecords('memory', inMemoryRecords)
