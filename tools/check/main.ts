/** Says what is wrong with the workflows and could be known before they run; nothing, if nothing is. Part of `npm run check`. */
import { missingParts } from './parts.ts'
import { missingWiring } from './wiring.ts'

const missing = missingWiring('.')
// Where a function has no file there are no steps to look into.
const problems = missing.some((problem) => problem.includes(' has no '))
  ? missing
  : [...missing, ...(await missingParts('.'))]
for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0
