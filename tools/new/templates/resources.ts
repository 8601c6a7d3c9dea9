import { pascal } from '../names.ts'
import { namesOf, type Plan, resultPart, startsByEvent, stepNames } from '../plan.ts'

/** `resources/<workflow>/workflow.yaml`: what there is to the workflow. */
export function workflowYaml(plan: Plan): string {
  const { workflow, steps, approval, schedule, onUpload, express } = plan
  const { route, startFunction, eventFunction, machine } = namesOf(workflow)
  const functions = [
    `  ${startFunction}:
    handler: src/facade/routes/${route}.handler
    timeout: 29 # ${express ? 'the answer is the result' : 'Prefer: wait holds the answer for up to 25 s'}
    environment:
      STATE_MACHINE_ARN: !Ref ${machine}
    events:
      - http: { method: post, path: ${workflow}, private: true }
`,
    startsByEvent(plan) &&
      `  ${eventFunction}:
    handler: src/events/${route}-by-event.handler
    environment:
      STATE_MACHINE_ARN: !Ref ${machine}
`,
    ...steps.map((step) => functionLine(workflow, step)),
  ]
  const resources = [approval && 'queue', schedule && 'schedule', onUpload && 'inbox', 'roles'].filter(Boolean)
  return `# ${workflow}: ${steps.join(', then ')}; started by ${starts(plan)}.
functions:
${functions.filter(Boolean).join('')}
stateMachines:
  ${workflow}:
    definition: \${file(resources/${workflow}/${workflow}.asl.yaml)}
${express ? '    type: EXPRESS\n' : ''}${approval ? '    failsByDesign: true # when a person says no, or nothing\n' : ''}
resources:
${resources.map((file) => `  - \${file(resources/${workflow}/${file}.yaml)}\n`).join('')}`
}

const starts = ({ workflow, schedule, onUpload }: Plan) =>
  [`POST /${workflow}`, schedule && 'a schedule', onUpload && 'a file in its inbox'].filter(Boolean).join(', or by ')

/** A step among the functions. */
export function functionLine(workflow: string, step: string): string {
  const { key, file } = stepNames(workflow, step)
  return `  ${key}: { handler: ${file.replace(/ts$/, 'handler')} }\n`
}

/** `resources/<workflow>/roles.yaml`: each role may do what it needs and no more. */
export function roles(plan: Plan): string {
  const { workflow, steps, approval, express } = plan
  const { startFunction, eventFunction, machine, queue } = namesOf(workflow)
  return `# What ${workflow} may do: its route starts, and each step reads the data of any process and adds its own part.
Resources:
${[
  role(pascal(startFunction), startFunction, express ? runsAndAnswers(plan) : starting(machine)),
  ...(startsByEvent(plan) ? [role(pascal(eventFunction), eventFunction, starting(machine))] : []),
  ...(approval ? [role(machine, workflow, allows('sqs:SendMessage', `!GetAtt ${queue}.Arn`))] : []),
  ...steps.map((step, index) => stepRole(workflow, step, index === 0 ? 'anchors' : 'aliases')),
].join('\n')}`
}

/** The role of a step, which reads the data of any process and adds its part. */
export function stepRole(workflow: string, step: string, parts: 'anchors' | 'aliases' | 'plain'): string {
  const { key, part } = stepNames(workflow, step)
  const reads =
    parts === 'aliases' ? '              - *getParts\n              - *listParts\n' : reading(parts === 'anchors')
  return role(
    pascal(key),
    key,
    `${reads}${allows('[s3:PutObject, s3:AbortMultipartUpload]', `!Sub \${DataBucket.Arn}/processes/*/outputs/${part}.json`)}`,
  )
}

const reading = (anchors: boolean) => `              - ${anchors ? '&getParts\n                ' : ''}Effect: Allow
                Action: s3:GetObject
                Resource: !Sub \${DataBucket.Arn}/processes/*
              - ${anchors ? '&listParts\n                ' : ''}Effect: Allow
                Action: s3:ListBucket # else a missing part answers 403, not 404
                Resource: !GetAtt DataBucket.Arn
                Condition: { StringLikeIfExists: { s3:prefix: processes/* } }
`

/** A role of a function or a machine, by the logical id it is made from. */
export function role(of: string, policy: string, statements: string): string {
  return `  ${of}Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: ${policy}
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
${statements}`
}

const allows = (action: string, resource: string) => `              - Effect: Allow
                Action: ${action}
                Resource: ${resource}
`

const starting = (machine: string) =>
  allows('s3:PutObject', '!Sub ${DataBucket.Arn}/processes/*/input.json') +
  allows('states:StartExecution', `!Ref ${machine}`)

/** An express execution is run, not started: what `start-records` allows to routes that start one is said here. */
const runsAndAnswers = (plan: Plan) => `              - Effect: Allow
                Action: s3:PutObject
                Resource:
                  - !Sub \${DataBucket.Arn}/processes/*/input.json
                  - !Sub \${DataBucket.Arn}/processes/*/request.json
                  - !Sub \${DataBucket.Arn}/processes/*/answer.json
              - Effect: Allow
                Action: s3:GetObject
                Resource:
                  - !Sub \${DataBucket.Arn}/processes/*/request.json
                  - !Sub \${DataBucket.Arn}/processes/*/answer.json
                  - !Sub \${DataBucket.Arn}/processes/*/outputs/${resultPart(plan)}.json
              - Effect: Allow
                Action: s3:ListBucket # else a missing answer answers 403, not 404
                Resource: !GetAtt DataBucket.Arn
                Condition: { StringLikeIfExists: { s3:prefix: processes/* } }
${allows('states:StartSyncExecution', `!Ref ${namesOf(plan.workflow).machine}`)}`

/** `resources/<workflow>/queue.yaml`: where questions wait for a person. */
export function queue({ workflow }: Plan): string {
  const { queue } = namesOf(workflow)
  return `# Here wait the questions of ${workflow} for a person: each has the task token to answer with.
Resources:
  ${queue}:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: sfs3-\${sls:stage}-${workflow}-approvals
      VisibilityTimeout: 60

Outputs:
  ${queue}Url:
    Description: Where ${workflow} waits for approval
    Value: !Ref ${queue}
`
}

/** `resources/<workflow>/schedule.yaml` */
export function schedule(plan: Plan): string {
  const { workflow, schedule = '' } = plan
  const id = `${pascal(workflow)}Schedule`
  return `# What starts ${workflow} by itself.
Resources:
${rule(
  workflow,
  id,
  `      Description: Starts ${workflow} at ${schedule}
      ScheduleExpression: ${schedule}
`,
  `            InputPathsMap: { id: $.id }
            InputTemplate: '{"id": <id>, "request": {"title": "scheduled"}}'
`,
)}`
}

/** `resources/<workflow>/inbox.yaml` */
export function inbox(plan: Plan): string {
  const { workflow, bucketName } = plan
  const { inbox } = namesOf(workflow)
  return `# A file that is dropped into the inbox starts ${workflow}; its key is the title.
Resources:
  ${inbox}:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: ${bucketName.replace('<name>', `${workflow}-inbox`)}
      NotificationConfiguration:
        EventBridgeConfiguration: { EventBridgeEnabled: true }

${rule(
  workflow,
  `${pascal(workflow)}InboxDrop`,
  `      Description: Starts ${workflow} for what is dropped into its inbox
      EventPattern:
        source: [aws.s3]
        detail-type: [Object Created]
        detail:
          bucket: { name: [!Ref ${inbox}] }
`,
  `            InputPathsMap: { id: $.id, key: $.detail.object.key }
            InputTemplate: '{"id": <id>, "request": {"title": <key>}}'
`,
)}
Outputs:
  ${inbox}Name:
    Description: A file dropped here starts ${workflow}
    Value: !Ref ${inbox}
`
}

const rule = (workflow: string, id: string, when: string, input: string) => {
  const { eventFunction } = namesOf(workflow)
  const target = `${pascal(eventFunction)}LambdaFunction`
  return `  ${id}:
    Type: AWS::Events::Rule
    Properties:
${when}      Targets:
        - Id: ${eventFunction}
          Arn: !GetAtt ${target}.Arn
          InputTransformer:
            # An event that comes twice has the same id, so it starts one execution.
${input}
  ${id}Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !GetAtt ${target}.Arn
      Action: lambda:InvokeFunction
      Principal: events.amazonaws.com
      SourceArn: !GetAtt ${id}.Arn
`
}
