// The settings that serverless.yml would give the functions: tests import their modules, which parse these.
Object.assign(process.env, {
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_DISABLED: 'true',
  DATA_BUCKET: 'sfs3-test-data-000000000000',
  STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-test-process',
  STATE_MACHINE_ARNS: 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-test-process',
  DOWNSTREAM_STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-test-downstream',
})
