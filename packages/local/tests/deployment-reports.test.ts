import { expect, test } from '@jest/globals'
import { DeploymentReports } from '../deployment-reports.ts'

let printed: string[]
const newReports = () => {
  printed = []
  return new DeploymentReports((line) => printed.push(line))
}

test('what does not run is said once, and again after it was gone', () => {
  const reports = newReports()
  const deploy = (...lines: string[]) => {
    const { report, problems } = reports.next()
    for (const line of lines) report.notRun(line)
    problems()
  }
  deploy('a', 'b')
  deploy('a', 'b', 'c')
  deploy('c')
  deploy('a', 'c')

  expect(printed).toEqual(['a', 'b', 'c', 'a'].map((line) => `not run locally: ${line}`))
})

test('the first deployment makes the best of what is broken, a later one fails for what it broke', () => {
  const reports = newReports()
  const first = reports.next()
  first.report.broken('machine a')
  first.problems()
  expect(printed).toEqual(['not run locally: machine a'])

  const second = reports.next()
  second.report.broken('machine a')
  second.report.broken('machine b')
  expect(() => second.problems()).toThrow('machine b')
  expect(printed).toEqual(['not run locally: machine a'])
})
