import type { StartSources } from '../../src/facade/http/start-sources.ts'
import { executionRecords } from '../../src/process/execution-records.ts'
import type { Json } from '../../src/process/json.ts'
import { inMemoryRecords } from './in-memory-records.ts'

/** What a starting route works with, in memory. Time passes only while somebody waits; `objects` is all that is recorded. */
export function inMemoryStartSources(objects = new Map<string, Json>()): StartSources {
  const requests = inMemoryRecords(objects)
  const records = executionRecords(requests)
  let now = Date.parse('2026-01-01T00:00:00Z')
  const pause = async (ms: number) => {
    now += ms
  }
  return {
    requests,
    records,
    now: () => now,
    pause,
    waitPermit: async () => true,
    onStarted: (started) => records.started(started),
  }
}
