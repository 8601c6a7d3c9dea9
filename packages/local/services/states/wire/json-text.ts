import { readJson } from '@sfs3/asl'

/** Why a text is not JSON, in the words of AWS; undefined when it is. */
export function jsonProblem(text: string): string | undefined {
  const read = readJson(text)
  return 'problem' in read ? read.problem.reason : undefined
}
