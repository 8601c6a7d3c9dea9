import { parseArgs } from 'node:util'
import { readCases } from './case.ts'
import { readFloor } from './floor.ts'
import { judge, type Verdict } from './judge.ts'
import { count, table } from './table.ts'

const usage = `usage: npm run verify -- conformance <folder> [--list] [--only <part of an id>] [--floor]

Runs executions recorded on AWS through the engine, one document in the folder for each. --list names those that pass, too;
--only takes some; --floor fails only when fewer pass than floor.json says.`

/**
 * Runs recorded AWS executions through the engine and says how many end as on AWS (result) and go the same way (exact). Exit
 * code 1 when one does not, or, with `--floor`, when fewer do than floor.json says.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    floor: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const [folder] = positionals
if (folder === undefined || values.help) {
  console.error(usage)
  process.exit(values.help ? 0 : 2)
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
const floor = values.floor ? readFloor() : { results: cases, exact: cases }
process.exitCode = results >= floor.results && exact >= floor.exact ? 0 : 1
