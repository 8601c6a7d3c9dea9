import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { RegionAnswer, RegionOperation } from '../../region/answers.ts'
import { askRegion } from '../api.ts'

const pauseMs = 1000

/**
 * What the region answers, asked again every second while the page is seen.
 * @param input `null` asks nothing
 */
export function useRegion<Operation extends RegionOperation>(
  operation: Operation,
  input: Readonly<Record<string, unknown>> | null = {},
): { answer: RegionAnswer<Operation> | undefined; problem: string } {
  const answer = useSignal<RegionAnswer<Operation> | undefined>(undefined)
  const problem = useSignal('')
  const asked = input === null ? undefined : JSON.stringify(input)
  useEffect(() => {
    answer.value = undefined
    if (asked === undefined) return
    let over = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const read = async () => {
      try {
        const next = document.hidden ? undefined : await askRegion(operation, JSON.parse(asked))
        if (over) return
        // The same answer draws nothing anew.
        if (next && JSON.stringify(next) !== JSON.stringify(answer.value)) answer.value = next
        problem.value = ''
      } catch (error) {
        problem.value = `${(error as Error).name}: ${(error as Error).message}`
      }
      if (!over) timer = setTimeout(read, pauseMs)
    }
    void read()
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [operation, asked])
  return { answer: answer.value, problem: problem.value }
}
