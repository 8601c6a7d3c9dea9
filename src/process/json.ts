import * as z from 'zod/mini'

/** Any JSON value: what a caller may send and what a step may add. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/**
 * Accepts any value that was read from JSON. As a need of a step: the part must be there. `z.json()` would check the whole
 * value, which costs time, and 6 KB per function.
 */
export const AnyJson = z.custom<Json>((value) => value !== undefined, 'is missing')
