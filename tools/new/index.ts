/** `npm run new -- <what> …`: writes a workflow, a step or a route that runs. */
import { cli } from './cli.ts'

const { exitCode, stdout, stderr } = cli(process.cwd(), process.argv.slice(2))
if (stdout) console.log(stdout)
if (stderr) console.error(stderr)
process.exitCode = exitCode
