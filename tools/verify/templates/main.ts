/**
 * Packages the service for dev and prod with every parameter that changes what is deployed, and has cfn-lint judge the
 * templates. Ends with 1 when it finds an error or a warning.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileService } from '../../../packages/local/cloudformation/compiler.ts'
import { run } from '../run.ts'
import { step } from '../step.ts'
import { venv } from '../venv.ts'
import { packagedTemplate } from './packaged-template.ts'

const vpc = ['--param=vpcStack=my-vpc']
const key = ['--param=dataEncryption=sse-kms', '--param=kmsKeyArn=arn:aws:kms:us-east-1:000000000000:key/mine']
const tracing = ['--param=tracing=true']
const alarms = ['--param=alarmTopicArn=arn:aws:sns:us-east-1:000000000000:on-call']
const api = [
  '--param=accessLogs=true',
  ...['--param=waf=on', '--param=webAclArn=arn:aws:wafv2:us-east-1:000000000000:regional/webacl/mine/1'],
]
const iam = ['--param=auth=iam']
const jwt = ['--param=auth=jwt', '--param=jwtIssuer=https://issuer.example', '--param=jwtAudience=orders']
const all = [...vpc, ...key, ...tracing, ...alarms, ...api, ...jwt]
const variants = { plain: [], vpc, key, tracing, alarms, api, iam, jwt, all }

const compiledTemplate = async (...parameters: string[]) =>
  JSON.stringify((await compileService(process.cwd(), parameters)).template)

const directory = await mkdtemp(join(tmpdir(), 'sfs3-templates-'))
try {
  const templates = ['vpc.yml', 'install-dashboard.yml', 'account.yml']
  const add = async (name: string, template: string) => {
    templates.push(join(directory, `${name}.json`))
    await writeFile(join(directory, `${name}.json`), template)
  }
  for (const stage of ['dev', 'prod']) {
    for (const [name, parameters] of Object.entries(variants)) {
      const given = [`--stage=${stage}`, ...parameters]
      if (name === (stage === 'dev' ? 'plain' : 'all')) {
        await step(`sls package ${given.join(' ')}`, async () =>
          add(`${stage}-${name}`, await packagedTemplate(...given)),
        )
      } else {
        await step(`sls package, without bundling: ${given.join(' ')}`, async () =>
          add(`${stage}-${name}`, await compiledTemplate(...given)),
        )
      }
    }
  }
  const bin = await step('get cfn-lint from PyPI', () => venv(join(directory, 'cfn-lint'), ['cfn-lint==1.58.0']))
  await step(`cfn-lint: no errors, no warnings in ${templates.length} templates`, () =>
    run(join(bin, 'cfn-lint'), templates, { cwd: '.', env: { PATH: process.env.PATH ?? '' }, timeoutSeconds: 240 }),
  )
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await rm(directory, { recursive: true, force: true })
}
