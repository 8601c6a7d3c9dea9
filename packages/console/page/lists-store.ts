import { signal } from '@preact/signals'
import { call, config, type ExecutionItem, type MachineItem } from './api.ts'

export const machines = signal<readonly MachineItem[] | undefined>(undefined)
export const executions = signal<readonly ExecutionItem[] | undefined>(undefined)
export const listTrouble = signal<string | undefined>(undefined)

/** How many of the newest executions of a machine are listed. */
export const listed = 100

/** Reads lists again and again until what is returned is called; a page that nobody sees reads nothing. @param machineArn of one machine alone */
export function watchLists(machineArn?: string): () => void {
  let over = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const pause = config.value.endpoint === undefined ? 10_000 : 1_000
  executions.value = undefined
  async function read(): Promise<void> {
    try {
      if (!document.hidden) {
        const { stateMachines } = await call<{ stateMachines: MachineItem[] }>('ListStateMachines', {
          maxResults: 1000,
        })
        if (over) return
        machines.value = stateMachines.sort((one, other) => one.name.localeCompare(other.name))
        const standard = stateMachines.filter(
          ({ type, stateMachineArn }) => type !== 'EXPRESS' && (machineArn ?? stateMachineArn) === stateMachineArn,
        )
        const lists = await Promise.all(
          standard
            .slice(0, 50)
            .map(({ stateMachineArn }) =>
              call<{ executions: ExecutionItem[] }>('ListExecutions', { stateMachineArn, maxResults: listed }),
            ),
        )
        if (over) return
        executions.value = lists
          .flatMap((list) => list.executions)
          .sort((one, other) => (one.startDate < other.startDate ? 1 : -1))
        listTrouble.value = undefined
      }
    } catch (error) {
      listTrouble.value = `${(error as Error).name}: ${(error as Error).message}`
    }
    if (!over) timer = setTimeout(read, pause)
  }
  void read()
  return () => {
    over = true
    clearTimeout(timer)
  }
}
