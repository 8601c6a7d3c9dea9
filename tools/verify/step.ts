/** Does one step of a verification and prints its name and how long it took; a failed step is marked and rethrown. */
export async function step<Result>(name: string, act: () => Promise<Result>): Promise<Result> {
  const from = performance.now()
  const print = (mark: string) => console.log(`${mark} ${name} (${((performance.now() - from) / 1000).toFixed(1)} s)`)
  try {
    const result = await act()
    print('✓')
    return result
  } catch (error) {
    print('✗')
    throw error
  }
}
