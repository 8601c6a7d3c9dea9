import { resolve } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import type { TestFunction } from '@sfs3/local/testing'
import type { Json } from '../../src/process/json.ts'
import type { ProcessData } from '../../src/process/process-data.ts'
import { s3ProcessData } from '../../src/process/s3-process-data.ts'
import { newTransactionId, type TransactionId } from '../../src/process/transaction-id.ts'
import type { Decision, Step } from '../../src/step.ts'
import { functionsOf } from '../../tools/new/project.ts'
import { startWorkflows, type Workflows } from './workflows.ts'

/** A workflow whose steps hand their data on in S3, with its machine, its steps, and a bucket. Time stands still. */
export type ProcessWorkflow = Workflows & {
  workflow: string
  data: ProcessData
  /** Writes the input of a process. */
  createProcess(input: Json): Promise<TransactionId>
  /** Writes the input of a process and starts its execution, as the facade does. */
  startProcess(input: Json): Promise<{ transactionId: TransactionId; executionArn: string }>
}

/** Starts the machines of a workflow with every step that is in `steps/<workflow>/`. */
export async function startProcessWorkflow(workflow: string): Promise<ProcessWorkflow> {
  const region = await startWorkflows(await stepFunctions(workflow, (step, id) => step(data, id)))
  const s3 = new S3Client(region.endpoint.config)
  const data = s3ProcessData(s3, region.nameOf('DataBucket'))

  const createProcess = async (input: Json) => {
    const transactionId = newTransactionId()
    await data.create(transactionId, input)
    return transactionId
  }
  return {
    ...region,
    workflow,
    data,
    createProcess,
    async startProcess(input) {
      const transactionId = await createProcess(input)
      return {
        transactionId,
        executionArn: await region.start(workflow, { processData: transactionId }, transactionId),
      }
    },
    async stop() {
      s3.destroy()
      await region.stop()
    },
  }
}

/** The steps by the names of their functions, as workflow.yaml has them. */
async function stepFunctions(
  workflow: string,
  run: (step: Step, transactionId: TransactionId) => Promise<Decision | undefined>,
): Promise<Record<string, TestFunction>> {
  const functions: Record<string, TestFunction> = {}
  for (const [key, { handler, file }] of functionsOf('.')) {
    if (file !== `resources/${workflow}/workflow.yaml` || !handler.startsWith('steps/')) continue
    const step = Object.values<unknown>(await import(resolve(handler.replace(/handler$/, 'ts')))).find(isStep)
    if (!step) continue
    functions[key] = async (input) => {
      const { processData, correlationId } = input as { processData: TransactionId; correlationId?: string }
      const decision = await run(step, processData)
      return { processData, ...(correlationId && { correlationId }), ...(decision && { decision }) }
    }
  }
  return functions
}

const isStep = (value: unknown): value is Step => typeof value === 'function' && 'adds' in value
