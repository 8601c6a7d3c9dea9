import type { Report } from './services/report.ts'

/**
 * What deployments say of the template: each line is printed once, until it is mended and comes back. The first deployment makes the
 * best of it; a later one, after a save, fails for what it broke, and what was there before goes on.
 */
export class DeploymentReports {
  readonly #print: (line: string) => void
  #said: ReadonlySet<string> = new Set()
  #deployments = 0

  constructor(print: (line: string) => void) {
    this.#print = print
  }

  /** For one deployment. `problems` is called at its end. @throws Error by `problems`, with what this deployment broke */
  next(): { report: Report; problems: () => void } {
    const said = new Set<string>()
    const broken: string[] = []
    const isFirst = this.#deployments++ === 0
    const say = (line: string) => {
      if (!said.has(line) && !this.#said.has(line)) this.#print(`not run locally: ${line}`)
      said.add(line)
    }
    return {
      report: {
        notRun: say,
        broken: (line) => {
          if (isFirst || this.#said.has(line)) say(line)
          else broken.push(line)
        },
      },
      problems: () => {
        this.#said = said
        if (broken.length > 0) throw new Error(broken.join('; '))
      },
    }
  }
}
