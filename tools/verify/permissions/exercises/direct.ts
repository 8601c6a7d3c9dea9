import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { directProcesses } from '../../../../sample-service/direct-processes.ts'
import { containerRole } from '../container.ts'
import type { Exercise } from '../exercise.ts'
import { account } from '../use.ts'

const place = {
  STATE_MACHINE_ARN: `arn:aws:states:us-east-1:${account}:stateMachine:sfs3-dev-process`,
  DATA_BUCKET: `sfs3-dev-data-${account}`,
}

export const exercise: Exercise = {
  roles: /^ContainerRole$/,
  unneeded: [],
  async run({ as }) {
    const clients = { s3: new S3Client(as(containerRole)), sfn: new SFNClient(as(containerRole)) }
    const processes = directProcesses(clients, place)
    try {
      const { transactionId, executionId } = await processes.startProcess({ amount: 7 })
      const { execution } = await processes.processState(executionId)
      if (execution.status !== 'SUCCEEDED') throw new Error(`${executionId}: ${execution.status}`)
      const parts = Object.keys(await processes.processData(transactionId))
      if (parts.length !== 7) throw new Error(`${executionId} has the parts ${parts}`)
    } finally {
      for (const client of Object.values(clients)) client.destroy()
    }
  },
}
