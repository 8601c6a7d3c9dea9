import type { OwnerOf } from '../../src/process/owners.ts'

/** Where an API key is all that callers have, nothing has an owner. */
export const nobody: OwnerOf = async () => undefined
