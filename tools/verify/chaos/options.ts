import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'

export type Options = {
  seed: number
  minutes: number | undefined
  phases: readonly string[] | undefined
  keep: boolean
  mayMount: boolean
}

export const usage = `usage: npm run verify -- chaos [--seed N] [--minutes N] [--only phase,phase] [--no-mount] [--keep]

Kills, fills, damages and disturbs a region of this service under a mixed load, and checks by what its clients recorded that
nothing acknowledged is lost, nothing happens twice that is promised once, and every execution has one end and a gapless history.

  --seed N      the schedule of that run again; without it a new one, which is printed
  --minutes N   rounds until so many minutes have passed: a soak. Without it one round, about five minutes
  --only …      some of the phases: kills, disk, read-only, events, steady, clock, damage
  --no-mount    as where no tmpfs may be mounted: the region is made to behave as on a full disk
  --keep        leaves the folder of the run where it is, and says where`

/** @throws Error in words for what is no option */
export function optionsFrom(args: string[]): Options | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', default: false },
      seed: { type: 'string' },
      minutes: { type: 'string' },
      only: { type: 'string' },
      'no-mount': { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  return {
    seed: values.seed === undefined ? randomInt(1_000_000) : numberIn('--seed', values.seed),
    minutes: values.minutes === undefined ? undefined : numberIn('--minutes', values.minutes),
    phases: values.only?.split(','),
    keep: values.keep,
    mayMount: !values['no-mount'],
  }
}

function numberIn(option: string, text: string): number {
  const number = Number(text)
  if (text === '' || !Number.isFinite(number) || number < 0) throw new Error(`${option} must be a number, not ${text}`)
  return number
}
