import type { Json } from '../../src/process/json.ts'
import type { Records } from '../../src/process/records.ts'

/** Records for tests. Keeps the same contract as those in S3; `objects` is what is there, by key. */
export function inMemoryRecords(objects: Map<string, Json> = new Map()): Records {
  return {
    async put(key, value) {
      if (objects.has(key)) return false
      objects.set(key, JSON.parse(JSON.stringify(value)))
      return true
    },
    async get(key) {
      return structuredClone(objects.get(key))
    },
  }
}
