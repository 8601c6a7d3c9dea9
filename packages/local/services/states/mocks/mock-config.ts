import { existsSync, readFileSync } from 'node:fs'
import type { Json } from '@sfs3/asl'
import * as z from 'zod'
import { didYouMean } from '../../../did-you-mean.ts'

/** What a mocked task comes to. */
export type MockAnswer = { returns: Json } | { throws: string; cause?: string | undefined }

/** The answers for a Task state: of the attempts `from` to `to`, where 0 is the first try and 1 the first retry. */
export type MockedResponse = { name: string; answers: readonly { from: number; to: number; answer: MockAnswer }[] }

/** The states that a test case mocks, by name. */
export type TestCase = ReadonlyMap<string, MockedResponse>

/** The file of mocks is not what it must be. */
export class MockConfigError extends Error {
  override readonly name = 'MockConfigError'
}

const attempts = /^(\d+)(?:-(\d+))?$/

const Response = z
  .strictObject({
    Return: z.json().optional(),
    Throw: z.strictObject({ Error: z.string(), Cause: z.string().optional() }).optional(),
  })
  .refine((one) => (one.Return === undefined) !== (one.Throw === undefined), 'must have either Return or Throw')

const Responses = z.record(
  z.string().regex(attempts, 'is no attempt: "0" is the first try, "1-2" the first two retries'),
  Response,
)

const MockConfig = z.strictObject({
  StateMachines: z.record(
    z.string(),
    z.strictObject({ TestCases: z.record(z.string(), z.record(z.string(), z.string())) }),
  ),
  MockedResponses: z.record(z.string(), Responses),
})
type MockConfig = z.infer<typeof MockConfig>

/**
 * Reads the file of mocks, whose format is that of AWS Step Functions Local.
 * @throws MockConfigError with the file and the place of everything that is wrong, in one line
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-mock-cfg-file.html
 */
export function readMockConfig(file: string): MockConfig {
  if (!existsSync(file)) throw new MockConfigError(`${file}: there is no such file of mocks`)
  const parsed = MockConfig.safeParse(jsonIn(file))
  if (!parsed.success) throw new MockConfigError(`${file}: ${parsed.error.issues.map(problem).join('; ')}`)
  const problems = [...unknownResponses(parsed.data), ...overlaps(parsed.data)]
  if (problems.length > 0) throw new MockConfigError(`${file}: ${problems.join('; ')}`)
  return parsed.data
}

/**
 * @param machine the state machine's name
 * @throws MockConfigError when the file has no such test case
 */
export function testCaseIn(config: MockConfig, file: string, machine: string, testCase: string): TestCase {
  const machines = Object.keys(config.StateMachines)
  const cases = config.StateMachines[machine]?.TestCases
  if (!cases) throw new MockConfigError(`${file} has no test cases of '${machine}'${didYouMean(machine, machines)}`)
  const states = cases[testCase]
  if (!states) {
    const known = didYouMean(testCase, Object.keys(cases))
    throw new MockConfigError(`${file} has no test case '${testCase}' of '${machine}'${known}`)
  }
  return new Map(
    Object.entries(states).map(([state, name]) => [
      state,
      { name, answers: Object.entries(config.MockedResponses[name] ?? {}).map(answersOf) },
    ]),
  )
}

function answersOf([key, { Return, Throw }]: [string, z.infer<typeof Response>]): MockedResponse['answers'][number] {
  const answer = Throw ? { throws: Throw.Error, cause: Throw.Cause } : { returns: (Return ?? null) as Json }
  return { ...range(key), answer }
}

function range(key: string): { from: number; to: number } {
  const [, from, to = from] = attempts.exec(key) ?? []
  return { from: Number(from), to: Number(to) }
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new MockConfigError(`${file} is no JSON: ${error instanceof Error ? error.message : error}`)
  }
}

/** `MockedResponses.Paid.0: must have …` */
function problem(issue: z.core.$ZodIssue): string {
  const message = issue.code === 'invalid_key' ? issue.issues.map((one) => one.message).join(', ') : issue.message
  return `${issue.path.join('.') || 'the file'}: ${message}`
}

function unknownResponses({ StateMachines, MockedResponses }: MockConfig): string[] {
  const known = Object.keys(MockedResponses)
  return Object.entries(StateMachines).flatMap(([machine, { TestCases }]) =>
    Object.entries(TestCases).flatMap(([testCase, states]) =>
      Object.entries(states)
        .filter(([, name]) => !known.includes(name))
        .map(([state, name]) => {
          const place = `StateMachines.${machine}.TestCases.${testCase}.${state}`
          return `${place}: there is no '${name}' in MockedResponses${didYouMean(name, known)}`
        }),
    ),
  )
}

function overlaps({ MockedResponses }: MockConfig): string[] {
  return Object.entries(MockedResponses).flatMap(([name, responses]) => {
    const ranges = Object.keys(responses)
      .map((key) => ({ key, ...range(key) }))
      .sort((a, b) => a.from - b.from)
    return ranges.flatMap(({ key, from, to }, index) => {
      const before = ranges[index - 1]
      if (to < from) return [`MockedResponses.${name}.${key}: ends before it begins`]
      if (before && before.to >= from) return [`MockedResponses.${name}.${key}: is also in "${before.key}"`]
      return []
    })
  })
}
