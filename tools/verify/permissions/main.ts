/**
 * Runs everything that the service does and sees every permission of every role needed by a request, or a reason beside it.
 * Then takes each needed statement away in turn and sees the workflows of its roles fail, and in the end all of them succeed
 * again. Ends with 1 when something is not as expected. Names of workflows as arguments: those alone.
 */
import assert from 'node:assert/strict'
import * as z from 'zod'
import { compileService } from '../../../packages/local/cloudformation/compiler.ts'
import type { PolicyResource } from '../../../packages/local/iam/template-policies.ts'
import { fakeClock } from '../../../packages/local/testing/fake-clock.ts'
import { startTestRegion } from '../../../tests/support/region.ts'
import { step } from '../step.ts'
import { withContainer } from './container.ts'
import { exercises } from './exercise.ts'
import { judge } from './reasons.ts'
import { useOf } from './use.ts'

const noneLeft = { unexplained: [], idleReasons: [] }

const Document = z.looseObject({ Statement: z.array(z.json()) })
const InlinePolicies = z.array(z.looseObject({ PolicyName: z.string(), PolicyDocument: Document }))

/** A statement in the template: the roles that have it, and the resources of the template without it. */
type Removal = { policy: string; index: number; roles: string[]; without: () => PolicyResource[] }

const clock = fakeClock(Date.now())
const parameters = ['--param=usagePlanRate=1000', '--param=usagePlanBurst=1000', '--param=erasing=on']
const compiled = withContainer(await compileService(process.cwd(), parameters))
let losing = false
const region = await startTestRegion({
  ...{ clock, compiled },
  disturb: (event) =>
    losing && event['detail-type'] === 'Step Functions Execution Status Change' ? { copies: 0 } : undefined,
})
const all = await exercises()
const use = useOf(region, clock, (lost) => {
  losing = lost
})
const { iam } = region.services
const resources = region.stack.resources
const chosen = process.argv.slice(2)
const workflows = [...all.keys()].filter((workflow) => chosen.length === 0 || chosen.includes(workflow))

try {
  await step('everything works', everythingWorks)
  const usage = iam.usage().filter(({ owner }) => owner.startsWith('arn:') || isChosen(owner))
  await step('no permission that no request needs, unless a reason says why', async () => {
    const judged = judge(usage, all.values())
    assert.deepEqual(chosen.length === 0 ? judged : { ...judged, idleReasons: [] }, noneLeft)
  })
  const needed = removals().filter(({ policy, index, roles }) =>
    usage.some((use) => use.requests > 0 && use.policy === policy && use.index === index && roles.includes(use.owner)),
  )
  for (const { policy, index, roles, without } of needed) {
    const expected = [...new Set(roles.filter(isChosen).map(workflowOf))].sort()
    await step(`without statement ${index} of ${policy}: not ${expected.join(', ')}`, async () => {
      iam.replace(without())
      assert.deepEqual(await failing(workflows.filter((workflow) => expected.includes(workflow))), expected)
      iam.replace(resources)
    })
  }
  await step('everything works again', everythingWorks)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  use.close()
  await region.stop()
}

async function everythingWorks(): Promise<void> {
  for (const workflow of workflows)
    await all
      .get(workflow)
      ?.run(use)
      .catch((error) => {
        throw new Error(`${workflow}: ${error instanceof Error ? error.message : error}`)
      })
}

/** Those of the workflows that do not work now. */
async function failing(exercised: string[]): Promise<string[]> {
  const failed: string[] = []
  for (const workflow of exercised)
    await all
      .get(workflow)
      ?.run(use)
      .catch(() => failed.push(workflow))
  return failed.sort()
}

function isChosen(roleName: string): boolean {
  const [workflow] = belongsTo(roleName)
  return chosen.length === 0 || (workflow !== undefined && workflows.includes(workflow))
}

function workflowOf(roleName: string): string {
  const [workflow, logicalId] = belongsTo(roleName)
  if (!workflow) throw new Error(`to which workflow does ${logicalId} belong?`)
  return workflow
}

function belongsTo(roleName: string): [workflow: string | undefined, logicalId: string] {
  const { logicalId = roleName } =
    resources.find(({ type, name }) => type === 'AWS::IAM::Role' && name === roleName) ?? {}
  const [workflow] = [...all].find(([, { roles }]) => roles.test(logicalId)) ?? []
  return [workflow, logicalId]
}

function removals(): Removal[] {
  return resources.flatMap((resource): Removal[] => {
    const { type, name, properties } = resource
    const replaced = (changed: PolicyResource['properties']) => () =>
      resources.map((other) =>
        other === resource ? { ...resource, properties: { ...properties, ...changed } } : other,
      )
    if (type === 'AWS::IAM::Role') {
      const policies = InlinePolicies.parse(properties.Policies ?? [])
      return policies.flatMap((policy) =>
        policy.PolicyDocument.Statement.map((_, index) => ({
          policy: policy.PolicyName,
          index,
          roles: [name],
          without: replaced({
            Policies: policies.map((other) =>
              other === policy ? { ...policy, PolicyDocument: without(policy.PolicyDocument, index) } : other,
            ),
          }),
        })),
      )
    }
    if (type !== 'AWS::IAM::Policy') return []
    const PolicyDocument = Document.parse(properties.PolicyDocument)
    return PolicyDocument.Statement.map((_, index) => ({
      policy: name,
      index,
      roles: z.array(z.string()).parse(properties.Roles),
      without: replaced({ PolicyDocument: without(PolicyDocument, index) }),
    }))
  })
}

function without({ Statement, ...document }: z.infer<typeof Document>, index: number) {
  return { ...document, Statement: Statement.toSpliced(index, 1) }
}
