import type { InsightOperation } from '../insight.ts'

/** That this is the local region, and since when it remembers. */
export const describeRegion: InsightOperation = (_input, { since }) => ({ since })
