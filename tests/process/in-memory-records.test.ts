import { inMemoryRecords } from '../../src/process/in-memory-records.ts'
import { describeRecords } from '../contracts/records.ts'

describeRecords('memory', inMemoryRecords)
