import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { NotMade } from './names.ts'
import { type Addition, write } from './project.ts'
import { newRoute } from './route.ts'
import { newStep } from './step.ts'
import { newWorkflow } from './workflow.ts'

const usage = `npm run new -- <what> …       writes what is needed to run it, with tests that pass

  workflow <name>                a workflow of your own, started by POST /<name>
    --steps check,pay            its steps, in this order; check,complete if not given
    --approval                   a person decides before the last step
    --schedule 'rate(1 hour)'    a schedule starts it, too: rate(…) or cron(…)
    --on-upload                  a file that is dropped into a bucket of its own starts it, too
    --express                    the answer of the route is the result; ends within 25 s
  step <workflow> <name>         a step, put into the machine of a workflow
    --after <state>              behind which state; as the last one if not given
  route <workflow> <name>        GET /<name>, a route that reads process data

Names are small letters, digits and hyphens: refund, gift-card. Nothing is overwritten.
docs/your-own-workflow.md goes from nothing to deployed.
`

const options = {
  steps: { type: 'string' },
  approval: { type: 'boolean' },
  schedule: { type: 'string' },
  'on-upload': { type: 'boolean' },
  express: { type: 'boolean' },
  after: { type: 'string' },
  help: { type: 'boolean' },
} as const

type Values = ReturnType<typeof parsed>['values']

type Command = {
  takes: string[]
  options: string[]
  make: (root: string, first: string | undefined, second: string | undefined, values: Values) => Addition
}

const commands: Record<string, Command> = {
  workflow: {
    takes: ['name'],
    options: ['steps', 'approval', 'schedule', 'on-upload', 'express'],
    make: (root, name, _, values) => newWorkflow(root, name, values),
  },
  step: {
    takes: ['workflow', 'name'],
    options: ['after'],
    make: (root, workflow, name, { after }) => newStep(root, workflow, name, after),
  },
  route: {
    takes: ['workflow', 'name'],
    options: [],
    make: (root, workflow, name) => newRoute(root, workflow, name),
  },
}

/** What the command prints, and its exit code. */
export type Outcome = { exitCode: number; stdout: string; stderr: string }

/** `npm run new -- …args` in the project at `root`. */
export function cli(root: string, args: string[]): Outcome {
  try {
    return make(root, args)
  } catch (error) {
    if (!(error instanceof NotMade)) throw error
    return { exitCode: 1, stdout: '', stderr: error.message }
  }
}

function make(root: string, args: string[]): Outcome {
  const { values, positionals } = parsed(args)
  const [what, ...names] = positionals
  if (values.help || what === undefined) return { exitCode: values.help ? 0 : 2, stdout: usage, stderr: '' }

  const command = commands[what]
  if (!command) throw new NotMade(`There is no "${what}" to make: write npm run new -- workflow, step or route.`)
  const unknown = Object.keys(values).find((option) => !command.options.includes(option))
  if (unknown) throw new NotMade(`A ${what} has no --${unknown}: npm run new -- --help tells what it has.`)
  const more = names[command.takes.length]
  if (more) {
    const shape = ['npm run new --', what, ...command.takes.map((name) => `<${name}>`)].join(' ')
    throw new NotMade(`"${more}" is one word too many: write ${shape}, and lists without spaces.`)
  }

  const [first, second] = names
  const addition = command.make(root, first, second, values)
  write(root, addition)
  const told = [...written(addition), ...next(root, what, first ?? '', second ?? first ?? '')]
  return { exitCode: 0, stdout: told.join('\n'), stderr: '' }
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    const [sentence] = (error as Error).message.split(/\.(?: |$)/)
    throw new NotMade(`${sentence}: npm run new -- --help tells what there is.`)
  }
}

const written = ({ created, changed }: Addition) => [
  ...Object.keys(created).map((path) => `+ ${path}`),
  ...Object.keys(changed).map((path) => `~ ${path}`),
]

/** What to type next. */
function next(root: string, what: string, workflow: string, name: string): string[] {
  const curl = 'curl -s -H "x-api-key: $APIKEY"'
  const start = `${curl} -H 'prefer: wait=10' "$API_URL/${workflow}" -d '{"title":"A book"}'`
  const starts = existsSync(join(root, `src/facade/routes/start-${workflow}.ts`)) ? [start] : []
  const calls = what === 'route' ? [`${curl} "$API_URL/${name}?transactionId=$transactionId"`] : starts
  return [
    '',
    `Test it:    npm test -- ${name}`,
    'Try it:     npm start, and in a second terminal',
    ...['. .local/env', ...calls].map((line) => `            ${line}`),
    `Change it:  ${what === 'route' ? `src/facade/routes/${name}.ts` : `steps/${workflow}/`}; what is saved runs within a second`,
  ]
}
