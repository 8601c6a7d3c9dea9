/** Parameters that add to the template all that there is. */
export const everything = [
  ...['--stage=prod', '--param=operations=on', '--param=erasing=on', '--param=vpcStack=my-vpc', '--param=tracing=true'],
  ...['--param=dataEncryption=sse-kms', '--param=kmsKeyArn=arn:aws:kms:us-east-1:000000000000:key/mine'],
  '--param=alarmTopicArn=arn:aws:sns:us-east-1:000000000000:on-call',
  ...['--param=waf=on', '--param=webAclArn=arn:aws:wafv2:us-east-1:000000000000:regional/webacl/mine/1'],
  '--param=accessLogs=true',
  '--param=corsOrigins=https://shop.example,http://localhost:5173',
  ...['--param=auth=jwt', '--param=jwtIssuer=https://issuer.example', '--param=jwtAudience=orders'],
]
