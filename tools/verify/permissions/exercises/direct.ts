import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { directProcesses } from '../../../../sample-service/direct-processes.ts'
import { containerRole } from '../container.ts'
import type { Exercise } from '../exercise.ts'

export const exercise: Exercise = {
  roles: /^ContainerRole$/,
  unneeded: [],
  async run({ as, ref }) {
    const clients = { s3: new S3Client(as(containerRole)), sfn: new SFNClient(as(containerRole)) }
    const processes = directProcesses(clients, {
      STATE_MACHINE_ARN: ref('ProcessStateMachine'),
      DATA_BUCKET: ref('DataBucket'),
    })
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
