import type { Json } from '@sfs3/asl'
import * as z from 'zod'

const VariableName = z.string().regex(/^[A-Za-z_]\w*$/, 'is no name of an environment variable')
const Value: z.ZodType<Json> = z.json()

const Command = z
  .union([z.string(), z.array(z.string())], 'must be a command line, or a list of its words')
  .transform((command) => (typeof command === 'string' ? command.split(/\s+/).filter(Boolean) : command))
  .refine((words) => words.length > 0, 'must not be empty')

const Run = z.strictObject({
  command: Command,
  port: z.strictObject({ env: VariableName, default: z.int().min(0).max(65535) }).optional(),
})

const LocalOptions = z.strictObject({
  accountId: z
    .string('must be twelve digits in quotes')
    .regex(/^\d{12}$/, 'must be twelve digits in quotes')
    .default('000000000000'),
  concurrentExecutions: z.int('must be a number of functions').min(1, 'must be a number of functions').default(1000),
  env: z.record(VariableName, Value).default({}),
  routes: z
    .record(z.string(), z.url({ protocol: /^https?$/, error: 'must be an address: http://127.0.0.1:5000' }))
    .default({}),
  run: z.record(z.string().regex(/^[a-z][\w-]*$/i, 'is no name of a companion'), Run).default({}),
  check: z.record(z.string().regex(/^[a-z][\w-]*$/i, 'is no name of a check'), Command).default({}),
  watch: z.strictObject({ ignore: z.array(z.string()).default([]) }).default({ ignore: [] }),
  welcome: Value.optional(),
})
/** What serverless.yml says under `custom.local`. docs/options.md describes each. */
export type LocalOptions = z.output<typeof LocalOptions>
/** A companion process: its command, and the port that it is given if it listens on one. */
export type Companion = LocalOptions['run'][string]

/** serverless.yml says something under `custom.local` that is no option. */
export class LocalOptionsError extends Error {
  override readonly name = 'LocalOptionsError'
}

/** @throws LocalOptionsError that names each option that is wrong, in one line */
export function localOptions(custom: unknown): LocalOptions {
  const parsed = LocalOptions.safeParse(custom ?? {})
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(
    (issue) =>
      `${['custom.local', ...issue.path].join('.')}: ${issue.code === 'invalid_key' ? keyProblem(issue) : issue.message}`,
  )
  throw new LocalOptionsError(problems.join('; '))
}

const keyProblem = ({ issues }: z.core.$ZodIssueInvalidKey): string => issues.map(({ message }) => message).join(', ')
