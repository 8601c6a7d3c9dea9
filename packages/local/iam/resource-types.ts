import { anonymous, letters, named, type ResourceTypes } from '../cloudformation/resource-types.ts'

export const iamResourceTypes: ResourceTypes = {
  'AWS::IAM::Role': named(
    'RoleName',
    'runs',
    (name, { accountId }) => `arn:aws:iam::${accountId}:role/${name}`,
    (name) => ({ RoleId: `AROA${letters(name, 17)}` }),
  ),
  'AWS::IAM::Policy': anonymous('part'),
  'AWS::IAM::RolePolicy': anonymous('part'),
  'AWS::IAM::ManagedPolicy': {
    nameProperty: 'ManagedPolicyName',
    local: 'part',
    identify: (name, { accountId }) => {
      const policyArn = `arn:aws:iam::${accountId}:policy/${name}`
      return { physicalId: policyArn, attributes: { PolicyArn: policyArn } }
    },
  },
}
