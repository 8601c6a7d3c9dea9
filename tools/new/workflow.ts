import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { camel, NotMade, named } from './names.ts'
import { exampleText, namesOf, type Plan, startsByEvent, stepNames } from './plan.ts'
import { type Addition, type Files, read, refusePath, refuseWhatIsThere } from './project.ts'
import { endToEndTest } from './templates/end-to-end-test.ts'
import { event } from './templates/event.ts'
import { exercise } from './templates/exercise.ts'
import { contract, route } from './templates/facade.ts'
import { machine } from './templates/machine.ts'
import { request } from './templates/request.ts'
import { inbox, queue, roles, schedule, workflowYaml } from './templates/resources.ts'
import { type Source, step } from './templates/step.ts'
import { eventTest, machineTest, routeTest, stepTest } from './templates/tests.ts'

export type WorkflowOptions = {
  steps?: string | undefined
  approval?: boolean | undefined
  schedule?: string | undefined
  'on-upload'?: boolean | undefined
  express?: boolean | undefined
}

/** Where each workflow uses its permissions once, in a repository that verifies them. */
const exercises = 'tools/verify/permissions/exercises'

const instead = 'call the workflow something else.'

/** The definition of a machine of that name, in whatever folder: archive-express is one of archive. */
const machinesCalled = (root: string, name: string) => globSync(`resources/*/${name}.asl.yaml`, { cwd: root })

const defaultSteps = 'check,complete'

/**
 * Makes a workflow that runs: its folders, its route, its tests and its line in serverless.yml.
 * @throws NotMade if the options contradict each other, or something of that name is there
 */
export function newWorkflow(root: string, name: string | undefined, options: WorkflowOptions): Addition {
  const workflow = named('workflow', name)
  const plan: Plan = {
    workflow,
    steps: stepsOf(options.steps ?? defaultSteps),
    approval: options.approval ?? false,
    schedule: options.schedule,
    onUpload: options['on-upload'] ?? false,
    express: options.express ?? false,
    bucketName: bucketName(root),
  }
  refuseContradictions(plan)
  const created = filesOf(root, plan)
  const taken = [`resources/${workflow}`, `steps/${workflow}`, `src/${workflow}`, ...machinesCalled(root, workflow)]
  refuseWhatIsThere(root, [...taken, ...Object.keys(created)], functionsOfPlan(plan), instead)
  refusePath(root, workflow, instead)
  return { created, changed: { 'serverless.yml': withLine(read(root, 'serverless.yml'), workflow) } }
}

function filesOf(root: string, plan: Plan): Files {
  const { workflow, steps } = plan
  const { route: routeName } = namesOf(workflow)
  const resources = `resources/${workflow}`
  return {
    [`${resources}/workflow.yaml`]: workflowYaml(plan),
    [`${resources}/${workflow}.asl.yaml`]: machine(plan),
    [`${resources}/roles.yaml`]: roles(plan),
    ...(plan.approval && { [`${resources}/queue.yaml`]: queue(plan) }),
    ...(plan.schedule !== undefined && { [`${resources}/schedule.yaml`]: schedule(plan) }),
    ...(plan.onUpload && { [`${resources}/inbox.yaml`]: inbox(plan) }),
    [`src/${workflow}/${workflow}.ts`]: request(plan),
    [`src/facade/routes/${routeName}.ts`]: route(plan),
    [`src/facade/contract/${routeName}.ts`]: contract(plan),
    ...(startsByEvent(plan) && {
      [`src/events/${routeName}-by-event.ts`]: event(plan),
      [`tests/events/${routeName}-by-event.test.ts`]: eventTest(plan),
    }),
    ...Object.fromEntries(
      steps.flatMap((name, index) => {
        const before = steps[index - 1]
        const source = sourceOf(plan, before)
        const given = before === undefined ? 'A book' : exampleText(plan, before)
        return [
          [stepNames(workflow, name).file, step(workflow, name, source)],
          [`tests/steps/${workflow}/${name}.test.ts`, stepTest(workflow, name, source, given)],
        ]
      }),
    ),
    [`tests/facade/routes/${routeName}.test.ts`]: routeTest(plan),
    [`tests/workflows/${workflow}.test.ts`]: machineTest(plan),
    [`tests/end-to-end/${workflow}.test.ts`]: endToEndTest(plan),
    ...(existsSync(join(root, exercises)) && { [`${exercises}/${workflow}.ts`]: exercise(plan) }),
  }
}

/** What a step works with: what the step before has added, or the request. */
function sourceOf({ workflow }: Plan, before: string | undefined): Source {
  if (before !== undefined) {
    const { part, key } = stepNames(workflow, before)
    return { part, imported: key, file: `./${before}.ts`, member: 'text' }
  }
  const imported = namesOf(workflow).request
  return { part: 'processInput', imported, file: `../../src/${workflow}/${workflow}.ts`, member: 'title' }
}

function stepsOf(list: string): string[] {
  const steps = list.split(',').map((step) => named('step', step.trim()))
  const twice = steps.find((step, index) => steps.indexOf(step) !== index)
  if (twice) throw new NotMade(`--steps names ${twice} twice: give each step a name of its own.`)
  const taken = steps.find((step) => statesOfApproval.includes(step))
  if (taken) throw new NotMade(`A step cannot be called ${taken}, as a state of --approval is: choose another name.`)
  return steps
}

const statesOfApproval = ['await-approval', 'is-approved', 'rejected', 'unanswered']

const scheduleSyntax = /^(rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minute|hour|day)s)\)|cron\(\S+( \S+){5}\))$/

function refuseContradictions({ workflow, approval, schedule, onUpload, express }: Plan) {
  if (workflow === 'start' || workflow.startsWith('start-'))
    throw new NotMade(`"${workflow}" reads like the route of a workflow: call it what it does, such as "refund".`)
  if (express && approval)
    throw new NotMade(
      'An express workflow ends within seconds and cannot wait for a person: leave out --express or --approval.',
    )
  if (express && (schedule !== undefined || onUpload))
    throw new NotMade(
      'An express workflow answers its caller, so nothing else starts it: leave out --express, or --schedule and --on-upload.',
    )
  if (schedule !== undefined && !scheduleSyntax.test(schedule))
    throw new NotMade(`"${schedule}" is no schedule: write 'rate(1 hour)' or 'cron(0 2 * * ? *)', in quotes.`)
}

const functionsOfPlan = (plan: Plan) => {
  const { startFunction, eventFunction } = namesOf(plan.workflow)
  return [startFunction, eventFunction, ...plan.steps.map((step) => camel(`${plan.workflow}-${step}`))]
}

/** What buckets are called here, after the data bucket. */
function bucketName(root: string): string {
  const [, name = ''] = /BucketName: (.*-data-.*)/.exec(read(root, 'resources/storage.yaml')) ?? []
  return name.replace('-data-', '-<name>-')
}

const lines = / {2}workflows:\n( {4}- \$\{file\(resources\/[\w-]+\/workflow\.yaml\)\}\n)+/

function withLine(serverlessYml: string, workflow: string): string {
  if (!lines.test(serverlessYml))
    throw new NotMade(
      'serverless.yml lists no workflows: put "workflows:" under "custom:", with a line such as - ${file(resources/process/workflow.yaml)}.',
    )
  return serverlessYml.replace(lines, (list) => `${list}    - \${file(resources/${workflow}/workflow.yaml)}\n`)
}
