// The settings that serverless.yml would give the functions: tests import their modules, which parse these.
Object.assign(process.env, {
  PART_URL_SECONDS: '60',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_DISABLED: 'true',
  DATA_BUCKET: 'sfs3-test-data-000000000000-us-east-1',
  STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-test-process',
  STATE_MACHINE_ARNS: 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-test-process',
  DOWNSTREAM_STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-test-downstream',
  EXPRESS_STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-test-archive-express',
  JOBS_TABLE: 'sfs3-test-jobs',
  ARCHIVE_TABLE: 'sfs3-test-archive',
  INBOX_BUCKET: 'sfs3-test-inbox-000000000000-us-east-1',
  ARCHIVE_BUCKET: 'sfs3-test-archive-000000000000-us-east-1',
  QUARANTINE_BUCKET: 'sfs3-test-quarantine-000000000000-us-east-1',
  BACKUP_SUCCESS_RATE: '0.5',
})
