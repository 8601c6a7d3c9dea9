import { parseArgs } from 'node:util'
import { readCases } from './case.ts'
import { judge, type Verdict } from './judge.ts'
import { count, table } from './table.ts'

/**
 * `npm run conformance -- <folder> [--list] [--only <part of an id>] [--floor-results <n>] [--floor-exact <n>]`: runs recorded
 * AWS executions through the engine and says how many end as on AWS (result) and go the same way (exact). Exit code 1 when one
 * does not, or, where floors are given, when fewer do than the floors say.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    'floor-results': { type: 'string' },
    'floor-exact': { type: 'string' },
  },
})
const [folder] = positionals
if (folder === undefined) {
  console.error(
    'usage: npm run conformance -- <folder> [--list] [--only <part of an id>] [--floor-results <n>] [--floor-exact <n>]',
  )
  process.exit(2)
}

const verdicts: Verdict[] = []
for (const of of readCases(folder).filter(({ id }) => id.includes(values.only))) verdicts.push(await judge(of))

for (const { case: of, result, history } of verdicts) {
  if (result !== undefined) console.log(`✗ ${of.id}\n    result ${result}`)
  else if (history !== undefined) console.log(`~ ${of.id}\n    ${history}`)
  else if (values.list) console.log(`✓ ${of.id}`)
}
console.log(`\n${table(verdicts)}\n`)

const { cases, results, exact } = count(verdicts)
console.log(`${exact} passed, ${cases - exact} failed`)
const floors = values['floor-results'] !== undefined || values['floor-exact'] !== undefined
const enough = floors
  ? results >= Number(values['floor-results'] ?? 0) && exact >= Number(values['floor-exact'] ?? 0)
  : exact === cases
process.exitCode = enough ? 0 : 1
