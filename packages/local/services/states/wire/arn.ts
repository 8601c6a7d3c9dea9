import { invalidArn, invalidName, validationException } from './states-error.ts'

/** What Step Functions gives ARNs to. */
export type ResourceType = 'stateMachine' | 'execution' | 'express' | 'activity' | 'mapRun'

export type StatesArn = {
  arn: string
  region: string
  accountId: string
  resourceType: ResourceType
  /** The state machine's name; for an activity its own. */
  name: string
  /** What follows the name: an execution's name, a version's number, an alias's name. */
  qualifier: string | undefined
  /** The ARN without the qualifier. */
  unqualified: string
}

const resourceTypes: readonly string[] = [
  'stateMachine',
  'execution',
  'express',
  'activity',
  'mapRun',
] satisfies ResourceType[]

/**
 * The parts of an ARN of one of the types `allowed`.
 * @throws StatesError InvalidArn, in the words of AWS
 */
export function parseArn(arn: string, ...allowed: ResourceType[]): StatesArn {
  const [prefix, partition, service, region, accountId, resourceType, name, ...qualifier] = arn.split(':')
  if (prefix !== 'arn' || !partition) throw invalidArn(`Invalid ARN prefix: ${arn}`)
  if (service !== 'states') throw invalidArn(`ARN service namespace is not states: ${arn}`)
  if (!region || !accountId || !resourceType || !resourceTypes.includes(resourceType) || !name) throw invalidArn(arn)
  if (!allowed.includes(resourceType as ResourceType))
    throw invalidArn(`Resource type not valid in this context: ${resourceType}`)
  return {
    arn,
    region,
    accountId,
    resourceType: resourceType as ResourceType,
    name,
    qualifier: qualifier.length > 0 ? qualifier.join(':') : undefined,
    unqualified: arn.split(':').slice(0, 7).join(':'),
  }
}

/**
 * The same of a state machine, a version or an alias, but not of a distributed Map state.
 * @throws StatesError InvalidArn, ValidationException
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function parseStateMachineArn(arn: string): StatesArn {
  const parsed = parseArn(arn, 'stateMachine')
  if (parsed.name.includes('/')) throw validationException(`The ARN refers to a Distributed Map state: ${arn}`)
  return parsed
}

/** What AWS allows in no name: white space, brackets, wildcards, `"#%\^|~`$&,;:/`, control characters, halves of surrogate pairs. */
const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\uFFFE\uFFFF\u{10FFFF}]/u

/**
 * The name, if a state machine, an execution or an activity may have it.
 * @throws StatesError InvalidName
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function validName(name: string): string {
  if (name.length === 0 || name.length > 80 || forbidden.test(name)) throw invalidName(name)
  return name
}

/** `…:mapRun:machine/label:id` runs executions of `…:stateMachine:machine/label`. */
export function childMachineArn(mapRunArn: string): string {
  return mapRunArn.split(':').slice(0, 7).join(':').replace(':mapRun:', ':stateMachine:')
}

/** Makes the ARNs of one region and account. */
export function arnsOf(region: string, accountId: string) {
  const base = `arn:aws:states:${region}:${accountId}`
  return {
    stateMachine: (name: string) => `${base}:stateMachine:${name}`,
    execution: (machineName: string, name: string) => `${base}:execution:${machineName}:${name}`,
    express: (machineName: string, name: string, id: string) => `${base}:express:${machineName}:${name}:${id}`,
    /** Of an execution that only tests a state. */
    test: (machineName: string, name: string) => `${base}:express:${machineName}:${name}`,
    activity: (name: string) => `${base}:activity:${name}`,
  }
}

export type Arns = ReturnType<typeof arnsOf>
