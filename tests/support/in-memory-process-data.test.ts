import { describeProcessData } from '../process/suites/process-data.ts'
import { inMemoryProcessData } from './in-memory-process-data.ts'

describeProcessData('memory', () => inMemoryProcessData())
