import * as z from 'zod'

/** Members that many requests have. Lengths are those of AWS. */
export const arn = z.string().min(1).max(256)
export const longArn = z.string().min(1).max(2000)
export const name = z.string().min(1).max(80)
export const maxResults = z
  .number()
  .int()
  .min(0)
  .max(1000)
  .default(100)
  .transform((given) => given || 100)
export const nextToken = z.string().min(1).max(1024).optional()
export const definition = z.string().min(1).max(1_048_576)
export const jsonText = z.string().max(262_144)
export const error = z.string().max(256).optional()
export const cause = z.string().max(32_768).optional()
export const description = z.string().max(256).optional()
export const machineType = z.enum(['STANDARD', 'EXPRESS'])
export const includedData = z.enum(['ALL_DATA', 'METADATA_ONLY']).default('ALL_DATA')
export const tags = z.array(z.object({ key: z.string().min(1).max(128), value: z.string().max(256) }))

export const loggingConfiguration = z.object({
  level: z.enum(['ALL', 'ERROR', 'FATAL', 'OFF']).default('OFF'),
  includeExecutionData: z.boolean().default(false),
  destinations: z.array(z.object({ cloudWatchLogsLogGroup: z.object({ logGroupArn: longArn }).optional() })).optional(),
})
export const tracingConfiguration = z.object({ enabled: z.boolean().default(false) })

/** Seconds since 1970, as AWS JSON writes times. */
export function seconds(ms: number): number {
  return ms / 1000
}
