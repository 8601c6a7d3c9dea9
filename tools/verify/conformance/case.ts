import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '@sfs3/asl'
import * as z from 'zod'

const json: z.ZodType<Json> = z.json()

/** What a task of a recorded run came to. */
const RecordedTask = z.object({
  state: z.string(),
  /** How often it had been retried, within one entry of the state. */
  attempt: z.number(),
  /** Which entry of a state of that name, in history order. */
  occurrence: z.number(),
  mapIndex: z.number().optional(),
  scheduledEventId: z.number().optional(),
  /** Absent when the run ended before the task did. */
  finishedEventId: z.number().optional(),
  outcome: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  result: json.optional(),
  submitted: json.optional(),
})

const RecordedEvent = z.object({
  type: z.string(),
  id: z.number(),
  previousEventId: z.number(),
  details: z.record(z.string(), json).optional(),
})

const Refusal = z.object({ code: z.string().nullable(), message: z.string().nullable() })

const Expected = z
  .object({
    status: z.string().optional(),
    output: json.optional(),
    error: z.string().optional(),
    cause: z.string().optional(),
    createError: Refusal.optional(),
    startError: Refusal.optional(),
    apiError: Refusal.optional(),
    validate: json.optional(),
    variableReferences: json.optional(),
  })
  .catchall(json)

/** One recorded run, or one refused request. The format is that of the README beside the cases. */
const Case = z.object({
  id: z.string(),
  category: z.string(),
  /** Services that its states call. */
  needs: z.array(z.string()).default([]),
  machineType: z.enum(['STANDARD', 'EXPRESS']).default('STANDARD'),
  definition: json.optional(),
  definitionText: z.string().optional(),
  executionName: z.string().optional(),
  input: json.optional(),
  inputText: z.string().optional(),
  tasks: z.array(RecordedTask).default([]),
  fixtures: z
    .object({ s3: z.array(z.object({ bucket: z.string(), key: z.string(), body: z.string() })).optional() })
    .optional(),
  call: z.object({ operation: z.string(), args: z.record(z.string(), json) }).optional(),
  testState: z.record(z.string(), json).optional(),
  expect: Expected,
  history: z.array(RecordedEvent).default([]),
  flags: z.array(z.string()).default([]),
})

export type Case = z.infer<typeof Case>
export type RecordedTask = z.infer<typeof RecordedTask>
export type RecordedEvent = z.infer<typeof RecordedEvent>

/** Every case in the folders of a folder, by id. @throws z.ZodError naming the file of a case that is none */
export function readCases(folder: string): Case[] {
  return jsonFiles(folder)
    .map((file) => {
      const parsed = Case.safeParse(JSON.parse(readFileSync(file, 'utf8')))
      if (!parsed.success) throw new Error(`${file}: ${parsed.error.message}`)
      return parsed.data
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

function jsonFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return jsonFiles(path)
    return name.endsWith('.json') && name !== 'INDEX.json' ? [path] : []
  })
}
