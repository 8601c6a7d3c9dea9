/** `npm run bench [-- <name>…]`: each benchmark prints ratios measured in that one run. */
const benchmarks = {
  process: () => import('./process.ts'),
  transitions: () => import('./transitions.ts'),
  'start-execution': () => import('./start-execution.ts'),
  'open-executions': () => import('./open-executions.ts'),
  'status-quotas': () => import('./status-quotas.ts'),
  bundles: () => import('./bundles.ts'),
  peers: () => import('./peers.ts'),
  console: () => import('./console.ts'),
}

const flags = process.argv.slice(2).filter((word) => word === '--profile')
const wanted = process.argv.slice(2).filter((word) => word !== '--profile')
if (wanted.every(isBenchmark)) {
  for (const name of wanted.length
    ? wanted
    : Object.keys(benchmarks).filter((one) => isBenchmark(one) && one !== 'peers')) {
    console.log(`\n# ${name}`)
    const { bench } = await benchmarks[name]()
    await bench(flags)
  }
} else {
  console.error(
    `usage: npm run bench [-- ${Object.keys(benchmarks).join(' | ')} …]; without a name all of them run but peers, which installs MiniStack from PyPI\n  process --profile: where the CPU time of one process goes`,
  )
  process.exitCode = wanted.includes('--help') ? 0 : 2
}

function isBenchmark(name: string): name is keyof typeof benchmarks {
  return Object.hasOwn(benchmarks, name)
}
