import * as z from 'zod'

/** Any JSON value: what a caller may send and what a step may add. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Accepts any JSON value. As a need of a step: the part must be there, whatever it holds. */
export const AnyJson: z.ZodType<Json> = z.json()
