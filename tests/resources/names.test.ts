import { beforeAll, describe, expect, test } from '@jest/globals'
import { compiledOnce, compileService, type Template } from '@sfs3/local/testing'
import { problemOfNames, problemOfStage } from '../../resources/names.ts'
import type { Properties } from '../../resources/template.ts'
import { everything } from '../support/everything.ts'

const at = { stage: 'dev', region: 'us-east-1' }
const only = (Type: string, Properties: Properties) => ({ Resources: { Thing: { Type, Properties } } })
const bucket = (name: string) => only('AWS::S3::Bucket', { BucketName: { 'Fn::Sub': name } })

test.each(['dev', 'prod', 'verify', 'a', 'team-7-test'])('a stage may be called %s', (stage) => {
  expect(problemOfStage(stage)).toBeUndefined()
})

test.each(['Prod', '7', 'my_stage', 'a--b', '-a', 'a-', 'a.b', 'stäge', ''])('no stage may be called "%s"', (stage) => {
  expect(problemOfStage(stage)).toBe(
    `The stage is called "${stage}", but names of buckets are made of it: use lower-case letters, digits and single hyphens, and begin with a letter.`,
  )
})

test('a bucket that lacks the account or the region is refused', () => {
  for (const name of ['s-dev-data', 's-dev-data-${AWS::AccountId}', 's-dev-data-${AWS::Region}'])
    expect(problemOfNames(bucket(name), at)).toBe(
      `The bucket Thing is called ${name}: names of buckets are global, so end it in -\${AWS::AccountId}-\${AWS::Region}.`,
    )
  expect(problemOfNames(bucket('s-dev-data-${AWS::AccountId}-${AWS::Region}'), at)).toBeUndefined()
  expect(problemOfNames(only('AWS::S3::Bucket', {}), at)).toBeUndefined()
})

test('a name that AWS would find too long is refused, with how long the stage may be', () => {
  // s- + 30 + -x- + 12 + - + 14 = 62 characters; one more stage letter is still good
  const name = (stage: string) => bucket(`s-${stage}-x-\${AWS::AccountId}-\${AWS::Region}`)
  const stage = 'a'.repeat(31)
  expect(problemOfNames(name(stage), { stage, region: 'ap-southeast-1' })).toBeUndefined()
  expect(problemOfNames(name(`${stage}aa`), { stage: `${stage}aa`, region: 'ap-southeast-1' })).toBe(
    `The name of Thing, s-${stage}aa-x-000000000000-ap-southeast-1, has 65 characters, and AWS allows 63: use a stage of at most 31 characters instead of "${stage}aa".`,
  )
})

test.each([
  ['AWS::Lambda::Function', 'FunctionName', 64],
  ['AWS::Events::Rule', 'Name', 64],
  ['AWS::StepFunctions::StateMachine', 'StateMachineName', 80],
  ['AWS::SQS::Queue', 'QueueName', 80],
])('the name of an %s has at most as many characters as AWS allows', (type, property, most) => {
  expect(problemOfNames(only(type, { [property]: 'a'.repeat(most) }), at)).toBeUndefined()
  expect(problemOfNames(only(type, { [property]: 'a'.repeat(most + 1) }), at)).toContain(`AWS allows ${most}`)
})

/** How long the stage may be, by the names that the template of the stage dev has in us-east-1. */
function longestStage({ Resources }: Template = { Resources: {} }): number {
  const left = Object.values(Resources).flatMap(({ Type, Properties = {} }) =>
    limits.flatMap(([type, property, characters]) => {
      if (Type !== type || Properties[property] === undefined) return []
      const name = JSON.stringify(Properties[property]).replace(/^\{"Fn::Sub":|\}$/g, '')
      const inUsEast1 = name.replace('${AWS::AccountId}', '000000000000').replace('${AWS::Region}', 'us-east-1')
      return [characters - (inUsEast1.length - '""'.length) + 'dev'.length]
    }),
  )
  return Math.min(...left)
}
const limits = [
  ['AWS::S3::Bucket', 'BucketName', 63],
  ['AWS::Lambda::Function', 'FunctionName', 64],
  ['AWS::Events::Rule', 'Name', 64],
  ['AWS::StepFunctions::StateMachine', 'StateMachineName', 80],
  ['AWS::SQS::Queue', 'QueueName', 80],
] as const

describe('the service', () => {
  let templates: Template[]
  beforeAll(async () => {
    const compiled = [await compiledOnce(process.cwd()), await compiledOnce(process.cwd(), everything)]
    templates = compiled.map(({ template }) => template)
  }, 60_000)

  test('every bucket has the stage, the account and the region in its name', () => {
    const [dev, prod] = templates.map(({ Resources }) =>
      Object.values(Resources).flatMap(({ Type, Properties }) =>
        Type === 'AWS::S3::Bucket' && Properties?.BucketName ? [Properties.BucketName] : [],
      ),
    )
    for (const name of ['data', 'inbox', 'archive', 'quarantine']) {
      expect(dev).toContainEqual({ 'Fn::Sub': `sfs3-dev-${name}-\${AWS::AccountId}-\${AWS::Region}` })
      expect(prod).toContainEqual({ 'Fn::Sub': `sfs3-prod-${name}-\${AWS::AccountId}-\${AWS::Region}` })
    }
  })

  test('packaging says what is wrong with a stage', async () => {
    await expect(compileService(process.cwd(), ['--stage=Prod'])).rejects.toThrow(
      'The stage is called "Prod", but names of buckets are made of it',
    )
    await expect(compileService(process.cwd(), ['--stage=a-stage-with-a-very-long-name'])).rejects.toThrow(
      `use a stage of at most ${longestStage(templates[0])} characters instead of "a-stage-with-a-very-long-name"`,
    )
  }, 60_000)
})
