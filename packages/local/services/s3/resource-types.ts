import { anonymous, named, type ResourceTypes } from '../../cloudformation/resource-types.ts'

export const s3ResourceTypes: ResourceTypes = {
  'AWS::S3::Bucket': {
    ...named(
      'BucketName',
      'runs',
      (name) => `arn:aws:s3:::${name}`,
      (name, { region }) => ({
        DomainName: `${name}.s3.amazonaws.com`,
        RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
        DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
      }),
    ),
    lowerCase: true,
  },
  'AWS::S3::BucketPolicy': anonymous('part'),
}
