import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyProject } from '../deploy/project-copy.ts'
import { slsIn } from '../deploy/sls.ts'

/**
 * The CloudFormation template of the service, as JSON text, that `sls package` makes of a copy of the project.
 * @param parameters as on the command line: `--stage=prod`, `--param=vpcStack=my-vpc`
 */
export async function packagedTemplate(...parameters: string[]): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'sfs3-package-'))
  try {
    const [project, home] = [join(directory, 'project'), join(directory, 'home')]
    await mkdir(home)
    await copyProject(project)
    await slsIn(project, home, {})('package', ...parameters)
    return await readFile(join(project, '.serverless/cloudformation-template-update-stack.json'), 'utf8')
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
