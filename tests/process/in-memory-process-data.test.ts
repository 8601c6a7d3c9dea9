import { inMemoryProcessData } from '../../src/process/in-memory-process-data.ts'
import { describeProcessData } from '../contracts/process-data.ts'

describeProcessData('memory', () => inMemoryProcessData())
