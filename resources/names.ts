import { ofType, type Template } from './template.ts'

/** The property that names a resource, and how many characters AWS lets the name have. */
const longest: Record<string, readonly [property: string, characters: number]> = {
  'AWS::S3::Bucket': ['BucketName', 63], // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  'AWS::Lambda::Function': ['FunctionName', 64],
  'AWS::Events::Rule': ['Name', 64],
  'AWS::StepFunctions::StateMachine': ['StateMachineName', 80],
  'AWS::SQS::Queue': ['QueueName', 80],
  'AWS::DynamoDB::Table': ['TableName', 255],
}

/** What is wrong with the name of a stage, in a sentence. Names of buckets are made of it, and they allow the least. */
export function problemOfStage(stage: string): string | undefined {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(stage)) return undefined
  return `The stage is called "${stage}", but names of buckets are made of it: use lower-case letters, digits and single hyphens, and begin with a letter.`
}

/**
 * What is wrong with the names in the template, in a sentence: a deployment would fail half-way, or collide with the same stage
 * in another region or account.
 */
export function problemOfNames(template: Template, { stage, region }: At): string | undefined {
  const names = namesIn(template)
  for (const { type, logicalId, text } of names)
    if (type === 'AWS::S3::Bucket' && !/\$\{AWS::AccountId\}.*\$\{AWS::Region\}/.test(text))
      return `The bucket ${logicalId} is called ${text}: names of buckets are global, so end it in -\${AWS::AccountId}-\${AWS::Region}.`

  const [worst] = names
    .map(({ text, ...about }) => {
      const name = text.replaceAll('${AWS::AccountId}', '0'.repeat(12)).replaceAll('${AWS::Region}', region)
      return { ...about, name, tooMany: name.length - about.characters }
    })
    .filter(({ tooMany }) => tooMany > 0)
    .toSorted((one, other) => other.tooMany - one.tooMany)
  if (!worst) return undefined
  const { logicalId, name, characters, tooMany } = worst
  return `The name of ${logicalId}, ${name}, has ${name.length} characters, and AWS allows ${characters}: use a stage of at most ${stage.length - tooMany} characters instead of "${stage}".`
}

/** Without those that CloudFormation makes up. */
function namesIn(template: Template): { type: string; logicalId: string; text: string; characters: number }[] {
  return Object.entries(longest).flatMap(([type, [property, characters]]) =>
    ofType(template, type).flatMap(([logicalId, properties]) => {
      const text = textOf(properties[property])
      return text === undefined ? [] : [{ type, logicalId, text, characters }]
    }),
  )
}

type At = { stage: string; region: string }

function textOf(name: unknown): string | undefined {
  if (typeof name === 'string') return name
  const text = typeof name === 'object' && name !== null && 'Fn::Sub' in name ? name['Fn::Sub'] : undefined
  return typeof text === 'string' ? text : undefined
}
