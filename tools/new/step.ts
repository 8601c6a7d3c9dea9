import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { NotMade, named } from './names.ts'
import { stepNames } from './plan.ts'
import { type Addition, type Files, read, refuseWhatIsThere, workflowFile } from './project.ts'
import { withMockOf } from './templates/end-to-end-test.ts'
import { retry, taskState } from './templates/machine.ts'
import { functionLine, stepRole } from './templates/resources.ts'
import { type Source, step } from './templates/step.ts'
import { stepTest } from './templates/tests.ts'

/**
 * Makes a step and puts it into the machine of a workflow: behind the state `after`, or as the last one.
 * @throws NotMade if the workflow hands its data on in another way, or something of that name is there
 */
export function newStep(
  root: string,
  workflow: string | undefined,
  name: string | undefined,
  after?: string,
): Addition {
  const file = workflowFile(root, named('workflow', workflow))
  const of = workflow as string
  const stepName = named('step', name)
  const { key, file: stepFile } = stepNames(of, stepName)
  const test = `tests/steps/${of}/${stepName}.test.ts`
  refuseWhatIsThere(root, [stepFile, test], [key], 'call the step something else.')
  refuseOtherKinds(root, of)

  const definition = `resources/${of}/${of}.asl.yaml`
  const rolesFile = `resources/${of}/roles.yaml`
  const machine = withState(read(root, definition), definition, of, stepName, after)
  const source = sourceOf(root, of, machine.after)
  return {
    created: {
      [stepFile]: step(of, stepName, source),
      [test]: stepTest(of, stepName, source, 'A book'),
    },
    changed: {
      [definition]: machine.text,
      [file]: withFunction(read(root, file), functionLine(of, stepName)),
      [rolesFile]: withRole(read(root, rolesFile), stepRole(of, stepName, 'plain')),
      ...inTest(root, of, (text) => withMockOf(text, of, stepName)),
      ...inExercise(root, of, (text) =>
        text
          .replace('roles: /^(', `roles: /^(${key.charAt(0).toUpperCase()}${key.slice(1)}|`)
          .replace('for (const step of [', `for (const step of ['${key}', `),
      ),
    },
  }
}

function refuseOtherKinds(root: string, workflow: string) {
  const steps = globSync(`steps/${workflow}/*.ts`, { cwd: root }).map((file) => read(root, file))
  if (!existsSync(join(root, `resources/${workflow}/roles.yaml`)) || !steps.some((text) => text.includes('onLambda(')))
    throw new NotMade(
      `The steps of ${workflow} do not hand on process data: add a function with task() by hand, as steps/backup/ has it, or choose a workflow with step().`,
    )
}

/** A function among those of workflow.yaml, as the last one. */
export function withFunction(workflowYaml: string, line: string): string {
  return workflowYaml.replace(/\n+(?=stateMachines:)/, `\n${line}\n`)
}

/** A role among those of roles.yaml, as the last one. */
export function withRole(rolesYaml: string, role: string): string {
  return `${rolesYaml.trimEnd()}\n\n${role}`
}

/** The end-to-end test of a workflow with something changed, if it has one. */
function inTest(root: string, workflow: string, change: (text: string) => string): Files {
  const file = `tests/end-to-end/${workflow}.test.ts`
  return existsSync(join(root, file)) ? { [file]: change(read(root, file)) } : {}
}

/** The exercise of the permissions of a workflow with something changed, if it has one. */
export function inExercise(root: string, workflow: string, change: (text: string) => string): Files {
  const file = `tools/verify/permissions/exercises/${workflow}.ts`
  return existsSync(join(root, file)) ? { [file]: change(read(root, file)) } : {}
}

/** A state is a member of States: its name two spaces in, and what belongs to it further in. */
const stateBlock = / {2}([\w-]+):\n((?: {4}.*\n|\n(?= {4}))+)/g

function withState(text: string, file: string, workflow: string, step: string, after: string | undefined) {
  const [head = '', body = ''] = text
    .trimEnd()
    .concat('\n')
    .split(/(?<=^States:\n)/m)
  const states = [...body.matchAll(stateBlock)]
  const names = states.map(([, name]) => name)
  if (names.includes(step)) throw new NotMade(`${file} has a state ${step} already: call the step something else.`)
  const ends = states.filter(([, , inside = '']) => / {4}Type: Task\n/.test(inside) && / {4}End: true\n/.test(inside))
  const before = after === undefined ? ends[0] : states.find(([, name]) => name === after)
  const [block = '', beforeName = '', inside = ''] = before ?? []
  const [then] = /(?<=^ {4})(Next: .*|End: true)(?=\n)/m.exec(inside) ?? []
  if (then === undefined || (after === undefined && ends.length > 1))
    throw new NotMade(
      `Say behind which state of ${file} the step comes, with --after and one of ${names.filter((name) => leaves(states, name)).join(', ')}.`,
    )
  const reordered = block.replace(new RegExp(`^ {4}${then}\n`, 'm'), `    Next: ${step}\n`)
  const at = (before?.index ?? 0) + block.length
  const anchored = (head + body.slice(0, at)).includes('&retry ')
  const added = taskState(workflow, step, anchored ? '    Retry: *retry\n' : retry.replace('&retry ', ''), then)
  return {
    text: `${head}${body.slice(0, at - block.length)}${reordered}${gap(body)}${added}${body.slice(at)}`,
    after: beforeName,
  }
}

const leaves = (states: RegExpExecArray[], name: string | undefined) =>
  states.some(([, other, inside = '']) => other === name && /^ {4}(Next: .*|End: true)$/m.test(inside))

/** Some definitions have an empty line between states. */
const gap = (states: string) => (/\n\n {2}\S/.test(states) ? '\n' : '')

/** What the step before adds, if it says so in the usual way; else the step takes any input. */
function sourceOf(root: string, workflow: string, before: string): Source | undefined {
  const file = `steps/${workflow}/${before}.ts`
  if (!existsSync(join(root, file))) return undefined
  const text = read(root, file)
  const [, imported] = /export const (\w+) = step\(/.exec(text) ?? []
  const [, part, schema] = /adds: \{ '([^']+)': (\w+) \}/.exec(text) ?? []
  const [, members = ''] = new RegExp(`const ${schema} = z\\.object\\(\\{([\\s\\S]*?)\\}\\)`).exec(text) ?? []
  const [, member] = /(\w+): z\.string\(\)/.exec(members) ?? []
  const only = members.match(/: z\./g)?.length === 1
  if (imported === undefined || part === undefined || member === undefined || !only) return undefined
  return { part, imported, file: `./${before}.ts`, member }
}
