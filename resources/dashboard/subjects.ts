import { inThisAccount, isMachine, ofType, type Properties, type Template } from '../template.ts'

/** What the dashboard and the alarms are about: the names that the stack gives to what is in it. */
export type Subjects = {
  /** `sfs3-prod`: what all names begin with. */
  prefix: string
  stage: string
  machines: Machine[]
  functions: string[]
  /** Queues whose messages wait for somebody. */
  pending: string[]
  deadLetters: string[]
}
export type Machine = {
  /** `archive-express` */
  title: string
  arn: string
  express: boolean
  failsByDesign: boolean
}

/** @param failsByDesign the titles of the machines one of whose answers is a failure */
export function subjectsOf(
  template: Template,
  { service, stage, failsByDesign }: { service: string; stage: string; failsByDesign: string[] },
): Subjects {
  const prefix = `${service}-${stage}`
  const queues = ofType(template, 'AWS::SQS::Queue')
  const lost = deadLetterQueues(template)
  const named = (all: [string, Properties][]) => all.map(([, { QueueName }]) => String(QueueName))
  return {
    prefix,
    stage,
    machines: ofType(template, 'AWS::StepFunctions::StateMachine').map(
      ([, { StateMachineName = '', StateMachineType }]) => {
        const title = StateMachineName.slice(prefix.length + 1)
        return {
          title,
          arn: inThisAccount('states', `stateMachine:${StateMachineName}`)['Fn::Sub'],
          express: StateMachineType === 'EXPRESS',
          failsByDesign: failsByDesign.includes(title),
        }
      },
    ),
    functions: ofType(template, 'AWS::Lambda::Function').map(([, { FunctionName }]) => String(FunctionName)),
    pending: named(queues.filter(([id]) => !lost.has(id))),
    deadLetters: named(queues.filter(([id]) => lost.has(id))),
  }
}

/** The queues in which others, or rules that start machines, leave what they could not deliver. */
function deadLetterQueues(template: Template): Set<unknown> {
  const ofQueues = ofType(template, 'AWS::SQS::Queue').map(
    ([, { RedrivePolicy }]) => RedrivePolicy?.deadLetterTargetArn,
  )
  const ofRules = ofType(template, 'AWS::Events::Rule').flatMap(([, { Targets = [] }]) =>
    Targets.filter(({ Arn }) => isMachine(template, Arn)).map(({ DeadLetterConfig }) => DeadLetterConfig?.Arn),
  )
  return new Set([...ofQueues, ...ofRules].map((queue) => queue?.['Fn::GetAtt'][0]))
}
