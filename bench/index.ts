/** `npm run bench -- <name>`: runs one benchmark, or says which there are. Each prints ratios measured in this one run. */
const BENCHMARKS = {
  transitions: () => import('./transitions.ts'),
  'start-execution': () => import('./start-execution.ts'),
  'open-executions': () => import('./open-executions.ts'),
}

const [name] = process.argv.slice(2)
if (name === undefined || !isBenchmark(name)) {
  console.error(`usage: npm run bench -- ${Object.keys(BENCHMARKS).join('|')}`)
  process.exit(2)
}
const { bench } = await BENCHMARKS[name]()
await bench()

function isBenchmark(text: string): text is keyof typeof BENCHMARKS {
  return Object.hasOwn(BENCHMARKS, text)
}
