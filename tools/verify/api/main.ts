import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import { compileService } from '../../../packages/local/cloudformation/compiler.ts'
import { freePorts } from '../../../packages/local/ports.ts'
import { type Region, startRegion } from '../../../packages/local/region.ts'
import { step } from '../step.ts'
import { venv } from '../venv.ts'
import { servedContract } from './contract.ts'
import { schemathesis } from './schemathesis.ts'
import { strangers } from './strangers.ts'

// `npm run verify -- api`: the running API keeps its contract, whoever asks. Needs Python 3.10 and a package registry.

const seconds = Number(process.env.SFS3_VERIFY_SECONDS ?? 60)
const requests = Number(process.env.SFS3_VERIFY_REQUESTS ?? 1000)

const folder = mkdtempSync(join(tmpdir(), 'sfs3-api-'))
let region: Region | undefined
try {
  const bin = await step('install Schemathesis', () => venv(join(folder, 'venv'), ['schemathesis==4.32.5']))
  const { apiUrl, apiKey, awsUrl } = await step('start a region', async () => {
    const serviceDir = process.cwd()
    region = await startRegion({
      serviceDir,
      dataDir: join(folder, 'data'),
      compiled: compileService(serviceDir, [
        '--param=usagePlanRate=10000',
        '--param=usagePlanBurst=5000',
        '--param=erasing=on',
      ]),
      ports: freePorts,
      warmUp: true,
    })
    return region
  })
  const contract = await step('read the contract', () => servedContract(apiUrl, apiKey))
  console.log(await step('Schemathesis', () => schemathesis(bin, contract, apiUrl, apiKey, seconds)))
  console.log(await step(`${requests} requests of strangers`, () => strangers(contract, apiUrl, apiKey, requests)))
  await step('nothing was written outside processes/', () => onlyProcesses(awsUrl))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await region?.stop()
  rmSync(folder, { recursive: true, force: true })
}
process.exit()

async function onlyProcesses(endpoint: string): Promise<void> {
  const credentials = { accessKeyId: 'developer', secretAccessKey: 'local' }
  const client = new S3Client({ endpoint, region: 'us-east-1', credentials })
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client },
    { Bucket: 'sfs3-dev-data-000000000000-us-east-1' },
  ))
    for (const { Key = '' } of Contents)
      if (!/^processes\/([\w-]+|\.describe)\//.test(Key)) throw new Error(`${Key} was written`)
}
