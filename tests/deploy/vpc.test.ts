import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { stackOf, type Template } from '@sfs3/local/testing'
import { parse, type ScalarTag } from 'yaml'

/** `!Ref x` is `{ Ref: x }`, `!Sub x` is `{ 'Fn::Sub': x }`, … */
const short = ['And', 'Cidr', 'Equals', 'GetAZs', 'GetAtt', 'If', 'Not', 'Or', 'Ref', 'Select', 'Sub'].flatMap(
  (name): ScalarTag[] => {
    const long = name === 'Ref' ? name : `Fn::${name}`
    const value = (given: unknown) => {
      if (name === 'Cidr') return ['10.83.0.0/24', '10.83.1.0/24', '10.83.2.0/24'] // the local region has no Fn::Cidr
      return { [long]: name === 'GetAtt' && typeof given === 'string' ? given.split('.') : given }
    }
    return [
      { tag: `!${name}`, resolve: value },
      { tag: `!${name}`, collection: 'seq', resolve: (seq: never) => value(JSON.parse(JSON.stringify(seq))) } as never,
    ]
  },
)
const network = (parameters: Record<string, string> = {}) =>
  stackOf(parse(readFileSync('vpc.yml', 'utf8'), { customTags: short }) as Template, { stackName: 'net', parameters })
const zones = (parameters: Record<string, string>) =>
  Object.fromEntries(
    network(parameters)
      .ofType('AWS::EC2::Subnet')
      .map(({ logicalId, properties }) => [logicalId, properties.AvailabilityZone]),
  )

describe('the subnets of vpc.yml', () => {
  test('are in the first two zones of the region', () => {
    expect(zones({})).toEqual({ PrivateSubnetA: 'us-east-1a', PrivateSubnetB: 'us-east-1b' })
  })

  test('or in those that are named, the public one beside the first', () => {
    expect(zones({ ZoneA: 'us-east-1c', ZoneB: 'us-east-1f', NatGateway: 'true' })).toEqual({
      PrivateSubnetA: 'us-east-1c',
      PrivateSubnetB: 'us-east-1f',
      PublicSubnet: 'us-east-1c',
    })
  })
})
