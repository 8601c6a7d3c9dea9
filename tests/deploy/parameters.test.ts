import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from '@jest/globals'
import { compiledOnce, type Template } from '@sfs3/local/testing'
import { parse } from 'yaml'
import * as z from 'zod'
import { everything } from '../support/everything.ts'

let plain: string
let all: Template

beforeAll(async () => {
  plain = JSON.stringify((await compiledOnce(process.cwd(), ['--stage=prod'])).template)
  all = (await compiledOnce(process.cwd(), everything)).template
}, 60_000)

const steps = [
  ...['stepA', 'stepB', 'stepC', 'stepD', 'stepE', 'stepF', 'downstreamA', 'downstreamB', 'downstreamC'],
  ...['processOrder', 'simulateBackup', 'readMetadata', 'moveFile'],
]
const ofType = (type: string) => Object.entries(all.Resources).filter(([, resource]) => resource.Type === type)
const Arn = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) })
const policiesOf = (roleArn: unknown) =>
  all.Resources[Arn.parse(roleArn)['Fn::GetAtt'][0]]?.Properties?.ManagedPolicyArns

test('without parameters there is nothing of a VPC, of X-Ray or of a key in the template', () => {
  expect(plain).not.toMatch(/vpc|subnet|NetworkInterface|xray|kms/i)
})

test('stopping and redriving over HTTP has to be asked for, except in dev', () => {
  const { params } = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'silent' })

  const { default: otherwise, dev, ...stages } = params
  expect(otherwise.operations).toBe('off')
  expect(dev.operations).toBe('on')
  expect(JSON.stringify(stages)).not.toContain('operations')
  expect(plain).not.toMatch(/StopProcess|RedriveProcess/)
  expect(all.Resources).toHaveProperty('StopProcessLambdaFunction') // --param=operations=on
})

test('the functions in the VPC are those of the steps, and no others', () => {
  const functions = ofType('AWS::Lambda::Function').map(([, { Properties }]) => ({
    name: String(Properties?.FunctionName),
    isStep: String(Properties?.Handler).startsWith('steps/'),
    network: Properties?.VpcConfig,
  }))

  for (const { isStep, network } of functions) {
    expect(network).toEqual(
      isStep
        ? {
            SubnetIds: [{ 'Fn::ImportValue': 'my-vpc-PrivateSubnetA' }, { 'Fn::ImportValue': 'my-vpc-PrivateSubnetB' }],
            SecurityGroupIds: [{ 'Fn::ImportValue': 'my-vpc-FunctionSecurityGroup' }],
          }
        : undefined,
    )
  }
  expect(functions.filter(({ isStep }) => isStep).map(({ name }) => name)).toEqual(
    expect.arrayContaining(steps.map((step) => `sfs3-prod-${step}`)),
  )
})

test('the role of a function in the VPC carries the permission to join it', () => {
  const inside = ofType('AWS::Lambda::Function').filter(([, { Properties }]) => Properties?.VpcConfig)

  expect(inside.length).toBeGreaterThanOrEqual(steps.length)
  for (const [, { Properties }] of inside) {
    expect(policiesOf(Properties?.Role)).toEqual([{ Ref: 'TracingPolicy' }, { Ref: 'StepNetworkPolicy' }])
  }
})

test('every function and state machine is traced, and its role may say so', () => {
  for (const [, { Properties }] of ofType('AWS::Lambda::Function')) {
    expect(Properties?.TracingConfig).toEqual({ Mode: 'Active' })
    expect(policiesOf(Properties?.Role)).toContainEqual({ Ref: 'TracingPolicy' })
  }
  for (const [, { Properties }] of ofType('AWS::StepFunctions::StateMachine')) {
    expect(Properties?.TracingConfiguration).toEqual({ Enabled: true })
    expect(policiesOf(Properties?.RoleArn)).toContainEqual({ Ref: 'TracingPolicy' })
  }
})

test('the data is encrypted with the key that was named', () => {
  expect(all.Resources.DataBucket?.Properties?.BucketEncryption).toEqual({
    ServerSideEncryptionConfiguration: [
      {
        ServerSideEncryptionByDefault: {
          SSEAlgorithm: 'aws:kms',
          KMSMasterKeyID: 'arn:aws:kms:us-east-1:000000000000:key/mine',
        },
        BucketKeyEnabled: true,
      },
    ],
  })
})

test('a service without the facade may use the key too', () => {
  expect(all.Resources.DirectProcessKeyPolicy?.Properties?.PolicyDocument).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: 'arn:aws:kms:us-east-1:000000000000:key/mine',
      },
    ],
  })
  expect(all.Resources.DirectProcessPolicy?.Type).toBe('AWS::IAM::ManagedPolicy')
})
