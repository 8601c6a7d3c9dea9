/** `npm run verify -- <name>`: the deeper checks, each a program in a folder of its own. Exit code 1 when something is not as it should be. */
const verifications: Record<string, { says: string; run: () => Promise<unknown> }> = {
  api: {
    says: 'the running API keeps its contract, whoever asks (Python 3.10, a package registry)',
    run: () => import('./api/main.ts'),
  },
  browser: {
    says: 'a page of somebody else, read in Chromium, does nothing to the region; one of an allowed origin uses the API (Chromium)',
    run: () => import('./browser/main.ts'),
  },
  chaos: {
    says: 'kills, full disks, damage and disturbed events under load lose nothing: chaos [--seed N] [--minutes N] [--help]',
    run: () => import('./chaos/main.ts'),
  },
  conformance: {
    says: 'the engine does what was recorded on AWS: conformance <folder> [--floor] [--list] [--only <part of an id>]',
    run: () => import('./conformance/main.ts'),
  },
  console: {
    says: 'the page in a real browser against a real region, and every recorded execution drawn; over another emulator: console [folder of recordings] [--docs] (Chromium, Python 3.10, a package registry)',
    run: () => import('./console/main.ts'),
  },
  deploy: {
    says: 'sls deploy onto an emulator of AWS; all workflows, a change, rollback, remove (Python 3.10, a package registry)',
    run: () => import('./deploy/main.ts'),
  },
  new: {
    says: 'docs/your-own-workflow.md word by word; what npm run new writes passes npm run check, its tests and permissions; so does a repository of tools/new/service.ts (a package registry)',
    run: () => import('./new/main.ts'),
  },
  packages: {
    says: 'the packed packages work in an empty folder and in a service that is not this one (a package registry)',
    run: () => import('./packages/main.ts'),
  },
  permissions: {
    says: 'every permission of every role is needed, and every workflow misses what is taken away: permissions [workflow…]',
    run: () => import('./permissions/main.ts'),
  },
  quotas: {
    says: 'in an account that runs ten functions at once sixty processes are done, though callers wait (two minutes)',
    run: () => import('./quotas/main.ts'),
  },
  services: {
    says: 'services in many styles start with the two lines and do their job: services [name …] (a package registry)',
    run: () => import('./services/main.ts'),
  },
  templates: {
    says: 'cfn-lint finds nothing in the templates of every stage and parameter (Python 3.10, a package registry)',
    run: () => import('./templates/main.ts'),
  },
}

const names = Object.keys(verifications)
const usage = `usage: npm run verify -- <name>

${names.map((name) => `  ${name.padEnd(13)}${verifications[name]?.says}`).join('\n')}`

const [name = '--help', ...args] = process.argv.slice(2)
if (Object.hasOwn(verifications, name)) {
  process.argv = [...process.argv.slice(0, 2), ...args]
  await verifications[name]?.run()
} else if (name === '--help') {
  console.log(usage)
  process.exitCode = process.argv.includes('--help') ? 0 : 2
} else {
  console.error(`there is nothing called ${name} to verify; there are ${names.join(', ')}`)
  process.exitCode = 2
}
