import { createHash } from 'node:crypto'

/** The names of a resource: what it is called, what `Ref` gives (`physicalId`) and what `Fn::GetAtt` gives. */
export type Identity = { name: string; physicalId: string; attributes: Readonly<Record<string, string>> }

/** Where a resource is: in which stack of which account, under which name in the template. */
export type ResourceLocation = {
  accountId: string
  region: string
  stackName: string
  /** Of the AWS endpoint, for queue URLs: `http://127.0.0.1:4566`. */
  awsEndpoint: string
  logicalId: string
}

/**
 * What CloudFormation's reference says about a resource type: the property that names it, and its "Return values".
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
export type ResourceType = {
  /** The property that names the resource. Without it, or where it is not set, CloudFormation makes up a name. */
  nameProperty?: string
  /** Its names have no capital letters, as buckets'. */
  lowerCase?: true
  identify: (name: string, at: ResourceLocation) => Omit<Identity, 'name'>
  /**
   * How the local region treats it: `runs` it, knows it as `part` of something it runs, or takes `notice` only and says so.
   */
  local: 'runs' | 'part' | 'notice'
  /** Of one that it takes notice of: what is missing because of that. */
  missing?: string
}

/** By type, e.g. `AWS::S3::Bucket`. Each service has a table of its own. */
export type ResourceTypes = Readonly<Record<string, ResourceType>>

/** `arn:aws:sqs:us-east-1:000000000000:inbox` */
export function arn(service: string, resource: string, { region, accountId }: ResourceLocation): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`
}

/** Resources whose `Ref` is their name and that have an ARN made of it. */
export function named(
  nameProperty: string,
  local: ResourceType['local'],
  toArn: (name: string, at: ResourceLocation) => string,
  attributes: (name: string, at: ResourceLocation) => Record<string, string> = () => ({}),
): ResourceType {
  return {
    nameProperty,
    local,
    identify: (name, at) => ({ physicalId: name, attributes: { Arn: toArn(name, at), ...attributes(name, at) } }),
  }
}

/** Resources whose `Ref` is their name and that have no attributes. */
export function plain(nameProperty: string, local: ResourceType['local']): ResourceType {
  return { nameProperty, local, identify: (name) => ({ physicalId: name, attributes: {} }) }
}

/** Resources that only have a made-up id. */
export function anonymous(
  local: ResourceType['local'],
  attributes: (id: string) => Record<string, string> = () => ({}),
): ResourceType {
  return { local, identify: (id) => ({ physicalId: id, attributes: attributes(id) }) }
}

/** The name that CloudFormation would make up, but the same each time: `sfs3-dev-Inbox-3FQ0TEXAMPLE`. */
export function madeUpName(stackName: string, logicalId: string, type: ResourceType | undefined): string {
  const name = `${stackName}-${logicalId}-${letters(`${stackName}/${logicalId}`, 12)}`
  return type?.lowerCase ? name.toLowerCase() : name
}

/** Capital letters and digits that follow from a text, as ids of AWS have them. */
export function letters(text: string, length: number): string {
  const digits = BigInt(`0x${createHash('sha256').update(text).digest('hex')}`).toString(36)
  return digits.slice(0, length).toUpperCase()
}
