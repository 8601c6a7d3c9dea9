import type { Json, JsonObject } from '../json.ts'

/** Details without the members that are not known: AWS leaves them out. */
export function details(members: { [name: string]: Json | undefined }): JsonObject {
  const known: JsonObject = {}
  for (const [name, value] of Object.entries(members)) if (value !== undefined) known[name] = value
  return known
}
