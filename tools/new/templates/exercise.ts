import { pascal } from '../names.ts'
import { namesOf, type Plan, startsByEvent, stepNames } from '../plan.ts'

/** `tools/verify/permissions/exercises/<workflow>.ts`: uses each permission of the workflow once. */
export function exercise(plan: Plan): string {
  const { workflow, steps, approval, express } = plan
  const { startFunction, eventFunction, machine } = namesOf(workflow)
  const functions = [startFunction, ...(startsByEvent(plan) ? [eventFunction] : [])]
  const roles = [...functions, ...steps.map((step) => stepNames(workflow, step).key), machine].map(pascal)
  const keys = steps.map((step) => `'${stepNames(workflow, step).key}'`)
  return `${imports(plan)}
export const exercise: Exercise = {
  roles: /^(${roles.join('|')})Role$/,
  unneeded: [${express ? noAnswerYet(pascal(startFunction)) : ''}],
  async run({ ${used(plan).join(', ')} }) {
${express ? runs(workflow) : starts(workflow)}${approval ? decides(workflow) : ''}${express ? '' : '    await ended(executionId)\n'}    for (const step of [${keys.join(', ')}]) await missesItsData(step)
${startsByEvent(plan) ? byEvents(plan) : ''}  },
}
`
}

const noAnswerYet = (owner: string) =>
  `[/^${owner} s3:ListBucket/, 'only while the same request is under way: its answer is missing']`

const imports = ({ approval, schedule, onUpload, express }: Plan) => {
  const byEvent = schedule !== undefined || onUpload
  const sfn = [byEvent && 'ListExecutionsCommand', approval && 'SendTaskSuccessCommand'].filter(Boolean)
  return `${express ? "import { randomUUID } from 'node:crypto'\n" : ''}${
    onUpload ? "import { PutObjectCommand } from '@aws-sdk/client-s3'\n" : ''
  }${sfn.length > 0 ? `import { ${sfn.join(', ')} } from '@aws-sdk/client-sfn'\n` : ''}import type { Exercise } from '../exercise.ts'
${byEvent ? "import { account } from '../use.ts'\n" : ''}`
}

const used = ({ approval, schedule, onUpload, express }: Plan) => {
  const byEvent = schedule !== undefined || onUpload
  return [
    (approval || byEvent) && 'sfn',
    onUpload && 's3',
    schedule !== undefined && 'clock',
    ...(express ? ['answered'] : ['start', 'ended']),
    approval && 'question',
    byEvent && 'soon',
    'missesItsData',
  ].filter(Boolean)
}

const starts = (workflow: string) => `    const executionId = await start('/${workflow}', { title: 'A book' })
`

const runs = (workflow: string) => `    const key = { 'idempotency-key': randomUUID() }
    await answered(200, 'POST', '/${workflow}', { title: 'A book' }, key)
    await answered(200, 'POST', '/${workflow}', { title: 'A book' }, key)
`

const decides = (workflow: string) => `    const taskToken = await question('${workflow}-approvals', executionId)
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"approved":true}' }))
`

const byEvents = ({ workflow, schedule, onUpload, bucketName }: Plan) => `    const newest = async () => {
      const stateMachineArn = \`arn:aws:states:us-east-1:\${account}:stateMachine:sfs3-dev-${workflow}\`
      const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1 }))
      return executions?.[0]?.executionArn
    }
${
  schedule === undefined
    ? ''
    : `    const beforeSchedule = await newest()
    clock.advance(${intervalMs(schedule)})
    await soon('an execution that the schedule started', async () => (await newest()) !== beforeSchedule)
`
}${
  onUpload
    ? `    const beforeDrop = await newest()
    const Bucket = \`${inDev(bucketName.replace('<name>', `${workflow}-inbox`))}\`
    await s3.send(new PutObjectCommand({ Bucket, Key: 'report.txt', Body: 'a file' }))
    await soon('an execution that the dropped file started', async () => (await newest()) !== beforeDrop)
`
    : ''
}`

/** The name of a bucket in the local region. */
const inDev = (name: string) =>
  name
    .replace('!Sub ', '')
    .replace('${sls:stage}', 'dev')
    .replace('${AWS::AccountId}', '${account}')
    .replace('${AWS::Region}', 'us-east-1')

const unitMs: Record<string, string> = { minute: '60 * 1000', hour: '60 * 60 * 1000', day: '24 * 60 * 60 * 1000' }

/** After how long a schedule has started something: a `cron(…)` is taken for one that does so every day. */
function intervalMs(schedule: string): string {
  const [, value = '1', unit = 'day'] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? []
  return value === '1' ? `${unitMs[unit]}` : `${value} * ${unitMs[unit]}`
}
