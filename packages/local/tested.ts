import type { Json } from '@sfs3/asl'

type Tested = {
  status: string
  output?: string | undefined
  nextState?: string | undefined
  error?: string | undefined
  cause?: string | undefined
  inspectionData?: Readonly<Record<string, Json>> | undefined
}

/** What became of a state that was run alone, for a terminal: a line for each thing that there is to say. */
export function tested(
  state: string,
  { status, output, nextState, error, cause, inspectionData = {} }: Tested,
): string {
  const lines: [string, string | undefined][] = [
    [status, state],
    ['error', error],
    ['cause', cause],
    ['output', output],
    ['next', nextState],
    ...Object.entries(inspectionData).map(([stage, value]): [string, string] => [
      `  ${stage}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  ]
  const said = lines.filter((line): line is [string, string] => line[1] !== undefined)
  const width = Math.max(...said.map(([name]) => name.length))
  return said.map(([name, text]) => `${name.padEnd(width)}  ${text}`).join('\n')
}
