const started = performance.now()

/** Does one step of a verification and prints its name and how long it took; a failed step is marked and rethrown. */
export async function step<Result>(name: string, act: () => Promise<Result>): Promise<Result> {
  const from = performance.now()
  const line = (mark: string) => `${mark} ${name} (${((performance.now() - from) / 1000).toFixed(1)} s)`
  try {
    const result = await act()
    console.log(line('✓'))
    return result
  } catch (error) {
    console.log(line('✗'))
    throw error
  }
}

/** Seconds since the verification began. */
export const elapsedSeconds = () => Math.round((performance.now() - started) / 1000)
