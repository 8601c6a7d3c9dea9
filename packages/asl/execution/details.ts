import type { Json, JsonObject } from '../json.ts'

/** Details without the members that are not known: AWS leaves them out. */
export function details(members: { [name: string]: Json | undefined }): JsonObject {
  const known: JsonObject = {}
  // Object.entries costs twice as much, and every state that ends comes by here.
  for (const name in members) {
    const value = members[name]
    if (value !== undefined) known[name] = value
  }
  return known
}
