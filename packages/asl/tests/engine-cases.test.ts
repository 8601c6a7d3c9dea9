import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import * as z from 'zod'
import { parseMachine } from '../definition.ts'
import type { RunTask } from '../effects.ts'
import type { EngineEvent } from '../events.ts'
import type { HistoryEvent } from '../history.ts'
import type { Json } from '../json.ts'
import { validateDefinition } from '../validate/definition.ts'
import { type Answer, START, simulate } from './simulation.ts'

const json: z.ZodType<Json> = z.json()

/** How the tasks end, in the order in which those of one state are run; `finally` is what happens when nothing else does. */
const Answers = z.array(
  z.union([
    z.object({
      state: z.string(),
      submitted: json.optional(),
      heartbeatsAfterSeconds: z.array(z.number()).optional(),
      output: json.optional(),
      error: z.string().optional(),
      cause: z.string().optional(),
      hangs: z.literal(true).optional(),
    }),
    z.object({ finally: z.enum(['redrive', 'stop']) }),
  ]),
)
const Objects = z.record(z.string(), z.string())
const MachineType = z.enum(['STANDARD', 'EXPRESS'])

const cases = new URL('../cases/', import.meta.url)
const documents = readdirSync(cases).filter((name) => name.endsWith('.md') && name !== 'README.md')

for (const document of documents) {
  const text = readFileSync(new URL(document, cases), 'utf8')
  for (const section of text.split(/^## /m).slice(1)) {
    const [sentence = ''] = section.split('\n', 1)
    const expected = block(section, 'history')?.trim()
    test(`${document.replace('.md', '')}: ${sentence}`, () => {
      const definition = block(section, 'definition') ?? ''
      const type = MachineType.parse(block(section, 'type')?.trim() ?? 'STANDARD')
      expect(validateDefinition(definition, type).filter(({ severity }) => severity === 'ERROR')).toEqual([])
      expect(shown(historyOf(section, definition, type), expected ?? '')).toBe(expected)
    })
  }
}

function block(section: string, name: string): string | undefined {
  return new RegExp(`^\`\`\`[a-z]* ?${name}\n(.*?)^\`\`\``, 'ms').exec(section)?.[1]
}

function parsed<T>(section: string, name: string, schema: z.ZodType<T>, otherwise: T): T {
  const text = block(section, name)
  return text === undefined ? otherwise : schema.parse(JSON.parse(text))
}

function historyOf(section: string, definition: string, type: z.infer<typeof MachineType>): HistoryEvent[] {
  const machine = parseMachine(JSON.parse(definition))
  const answers = parsed(section, 'answers', Answers, [])
  const tasks = answers.filter((answer) => 'state' in answer)
  const answer = ({ state }: RunTask): Answer | undefined => {
    const index = tasks.findIndex((task) => task.state === state)
    const [task] = index < 0 ? [] : tasks.splice(index, 1)
    return task as Answer | undefined
  }
  return simulate(machine, {
    input: parsed(section, 'input', json, {}),
    type,
    answer,
    objects: parsed(section, 'objects', Objects, {}),
    finally: answers.flatMap((step): EngineEvent[] =>
      'finally' in step ? [{ type: step.finally === 'redrive' ? 'Redriven' : 'StopRequested', at: START }] : [],
    ),
  }).history
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g

/** One line per event: `id < previousEventId +seconds type details`. What the expectation elides with `…` is left out. */
function shown(history: HistoryEvent[], expected: string): string {
  const lines = history.map(({ id, previousEventId, timestamp, type, details = {} }) => {
    const { roleArn: _, ...rest } = details
    const seconds = timestamp === START ? '' : ` +${(timestamp - START) / 1000}s`
    const shownDetails = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : ''
    return `${id} < ${previousEventId}${seconds} ${type}${shownDetails}`.replace(UUID, '<uuid>')
  })
  const wanted = expected.split('\n')
  const elided = wanted.indexOf('…')
  if (elided < 0) return lines.join('\n')
  return [...lines.slice(0, elided), '…', ...lines.slice(lines.length - (wanted.length - elided - 1))].join('\n')
}
