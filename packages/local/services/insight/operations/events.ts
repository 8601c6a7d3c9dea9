import type { InsightOperation } from '../insight.ts'

/** The rules of every bus with their targets. */
export const listRules: InsightOperation = (_input, { rules }) => ({
  rules: rules().map(({ name, bus, state, pattern, schedule, targets }) => ({
    ...{ name, bus, state, pattern, schedule },
    targets: targets.map(({ Arn }) => Arn),
  })),
})

/** The events that came, and the rules that they fitted: newest first. */
export const listEvents: InsightOperation = (_input, { events }) => ({ events: events.all().slice(0, 200) })
