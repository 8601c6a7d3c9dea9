import type { InsightOperation } from '../insight.ts'

/** Each permission that was denied, the newest first, with the statement that would allow it. */
export const listDenials: InsightOperation = (_input, { denials }) => ({ denials: denials.all() })
