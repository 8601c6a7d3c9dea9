import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { closest, distance } from 'fastest-levenshtein'
import { definitionsIn } from './definitions.ts'
import { type AddsOf, type Flow, type FlowState, walk, wayWithout } from './flow.ts'
import { mismatch } from './schemas.ts'
import { type StepInFile, stepsOf } from './steps.ts'

/** A machine, with the file that it is in. */
export type MachineInFile = { name: string; flow: Flow; file: string; text: string }

/** What the steps of a service need and nobody adds before them, or adds otherwise: sentences that say what to write where. */
export async function missingParts(root: string): Promise<string[]> {
  const machines = definitionsIn(root).map(([name, definition, file]) => {
    return { name, flow: definition as Flow, file, text: readFileSync(join(root, file), 'utf8') }
  })
  return partsMissingIn(machines, await stepsOf(root), partsAddedBySrc(root))
}

/**
 * @param steps by the name of the function that a Task calls: `Resource: !GetAtt stepA.Arn`
 * @param others parts that somebody else may add at any time
 */
export function partsMissingIn(
  machines: MachineInFile[],
  steps: ReadonlyMap<string, StepInFile>,
  others: readonly string[] = [],
): string[] {
  const stepOf = ({ Resource = '' }: FlowState) => steps.get(/^!GetAtt (\w+)\.Arn$/.exec(Resource)?.[1] ?? '')
  const startedBy = (state: FlowState) =>
    machines.filter(({ name }) => state.Resource?.includes(':states:startExecution') && starts(state, name))
  const addedIn = (machine: MachineInFile): string[] => statesIn(machine.flow).flatMap(partsOf)
  const partsOf = (state: FlowState) => Object.keys(stepOf(state)?.step.adds ?? {})
  // An execution that a state starts may work on the same process.
  const addsOf: AddsOf = (state) => [...partsOf(state), ...startedBy(state).flatMap(addedIn)]

  return machines.flatMap((machine) => {
    const problems: string[] = []
    const parents = machines.filter(({ flow }) => statesIn(flow).some((state) => startedBy(state).includes(machine)))
    const given = new Set(['processInput', ...others, ...parents.flatMap(addedIn)])
    walk(machine.flow, given, addsOf, (name, state, have, flow) => {
      const taker = stepOf(state)
      if (!taker) return
      for (const [part, schema] of Object.entries(taker.step.needs._zod.def.shape)) {
        if (have.has(part)) problems.push(...otherwise(part, schema, taker, machine, steps))
        else if (schema._zod.optin !== 'optional')
          problems.push(missing(part, name, taker, machine, steps, wayWithout(part, name, flow, addsOf)))
      }
    })
    return [...new Set(problems)]
  })
}

type Schema = StepInFile['step']['adds'][string]

function missing(
  part: string,
  state: string,
  taker: StepInFile,
  machine: MachineInFile,
  steps: ReadonlyMap<string, StepInFile>,
  way: string[],
): string {
  const adders = [...steps.values()].filter(({ step }) => part in step.adds)
  const here = new Set(
    statesIn(machine.flow).flatMap(({ Resource = '' }) => /^!GetAtt (\w+)/.exec(Resource)?.[1] ?? []),
  )
  const known = [...steps].flatMap(([key, { step }]) => (here.has(key) ? Object.keys(step.adds) : []))
  const meant = adders.length > 0 ? undefined : closeTo(part, [...known])
  const adder = [...steps.values()].find(({ step }) => meant !== undefined && meant in step.adds)
  const where = `${taker.file}:${lineOf(taker, part)}: ${state} needs ${part}`
  if (meant) return `${where}, which no step adds. Did you mean ${meant}? Write needs: ${needs(meant, adder)}`
  const at = `${machine.file}:${lineOfState(machine, state)}`
  if (adders.length === 0) return `${where}, which no step adds: add it in a step before ${state} in ${at}`
  const [first] = adders
  return `${where}, which is not there on the way ${way.join(' → ')} of ${at}: let a state before it run ${first?.file}, or write z.optional(…) if it can do without`
}

/** Everyone who adds the part may be the one before. */
function otherwise(
  part: string,
  schema: Schema,
  taker: StepInFile,
  machine: MachineInFile,
  steps: ReadonlyMap<string, StepInFile>,
): string[] {
  return [...steps].flatMap(([key, adder]) => {
    const added = adder.step.adds[part]
    if (!added || !machine.text.includes(`!GetAtt ${key}.Arn`)) return []
    const found = mismatch(schema, added, part)
    if (!found) return []
    const at = `${taker.file}:${lineOf(taker, part)}`
    const there = `${adder.file}:${lineOf(adder, part)}`
    return [`${at}: ${found.path} ${found.problem} in what ${there} adds: write needs: ${needs(part, adder)}`]
  })
}

const needs = (part: string, adder: StepInFile | undefined) =>
  adder?.name ? `z.object(${adder.name}.adds)` : `z.object({ '${part}': … }) with the schema of ${adder?.file}`

/** Where the part is named, or else what is needed or added. */
function lineOf({ text, step }: StepInFile, part: string): number {
  const lines = text.split('\n')
  const named = lines.findIndex((line) => line.includes(`'${part}'`) || new RegExp(`\\b${part}:`).test(line))
  const said = lines.findIndex((line) => new RegExp(part in step.adds ? '\\badds:' : '\\bneeds:').test(line))
  return (named === -1 ? said : named) + 1
}

function lineOfState({ text }: MachineInFile, state: string): number {
  return text.split('\n').findIndex((line) => line.trim().replaceAll(/['"]/g, '').startsWith(`${state}:`)) + 1
}

function statesIn(flow: Flow): FlowState[] {
  return Object.values(flow.States).flatMap((state) => [
    state,
    ...(state.Branches ?? []).flatMap(statesIn),
    ...(state.ItemProcessor ? statesIn(state.ItemProcessor) : []),
  ])
}

/** `!Ref GiftCardStateMachine` is the machine `gift-card`. */
const starts = ({ Parameters, Arguments }: FlowState, name: string) => {
  const id = name.replaceAll(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())
  return JSON.stringify([Parameters, Arguments]).includes(`${id}StateMachine`)
}

/** A route or a function for events may add a part, too: `data.add(transactionId, 'payment', …)`. */
function partsAddedBySrc(root: string): string[] {
  return globSync('{src,steps}/**/*.ts', { cwd: root }).flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\.add(?:Stream)?\(\s*[\w.]+,\s*'([\w-]+)'/g)].map(
      ([, part = '']) => part,
    ),
  )
}

/** The name that was most likely meant, if a third of its letters are wrong at most. */
function closeTo(name: string, names: readonly string[]): string | undefined {
  const other = names.length > 0 ? closest(name, names) : undefined
  return other !== undefined && distance(name, other) <= Math.max(2, name.length / 3) ? other : undefined
}
