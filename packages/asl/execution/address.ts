/** Where a branch of a run is: which child to take at each Parallel or Map state, from the root. The root's path is empty. */
export type Path = readonly number[]

/** A name for a task or timer of the branch at `path`, so that whoever answers it leads straight there: `0.17:42`. */
export function address(path: Path, serial: number | string): string {
  return `${path.join('.')}:${serial}`
}

export function pathOf(name: string): number[] {
  const path = name.slice(0, name.indexOf(':'))
  return path === '' ? [] : path.split('.').map(Number)
}

/** The index of the child execution that `address(path, serial.index)` names. */
export function childIndexOf(name: string): number {
  return Number(name.slice(name.lastIndexOf('.') + 1))
}
