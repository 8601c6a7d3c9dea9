import type { InsightOperation } from '../insight.ts'
import type { Invocation } from '../invocations.ts'

/** The functions of the template, and how their invocations went since the region started. */
export const listFunctions: InsightOperation = (_input, { functions, invocations }) => {
  const byName = Map.groupBy(invocations.all(), ({ functionName }) => functionName)
  return {
    functions: functions().map(({ name, handler, roleName, memoryMb, timeoutMs }) => ({
      ...{ name, handler, roleName, memoryMb, timeoutMs },
      ...factsOf(byName.get(name) ?? []),
    })),
  }
}

function factsOf(invocations: readonly Invocation[]) {
  const durations = invocations
    .flatMap(({ beganAt, endedAt }) => (beganAt === undefined || endedAt === undefined ? [] : [endedAt - beganAt]))
    .sort((one, other) => one - other)
  return {
    invocations: invocations.length,
    running: invocations.filter(({ endedAt }) => endedAt === undefined).length,
    errors: invocations.filter(({ error }) => error !== undefined).length,
    medianMs: durations[Math.floor(durations.length / 2)],
    longestMs: durations.at(-1),
    lastAt: invocations[0]?.acceptedAt,
    /** Whether each of the newest failed, newest first. */
    newest: invocations.slice(0, 24).map(({ error }) => error !== undefined),
  }
}
