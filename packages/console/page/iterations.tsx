import type { Iteration, Visit } from '../index.ts'
import { iterations } from './execution-store.ts'
import { select } from './location.ts'
import { tone } from './pill.tsx'

/** The iterations of a Map as one square each, worst first in the eye. */
export function Iterations({ map }: { map: Visit }) {
  const chosen = iterations.value[map.id]
  const show = (index: number | undefined) =>
    select({ map: index === undefined ? undefined : `${map.id}:${index}`, visit: undefined, attempt: undefined })
  const byStatus = Map.groupBy(map.iterations, ({ status }: Iteration) => status)
  const shown = map.iterations.slice(0, 1000)
  return (
    <section class="iterations">
      <header>
        <h2>{map.iterations.length} items</h2>
        <span class="note">
          {[...byStatus].map(([status, list]) => `${list.length} ${status.toLowerCase()}`).join(' · ')}
        </span>
        {chosen !== undefined && (
          <button type="button" class="quiet" onClick={() => show(undefined)}>
            Show all
          </button>
        )}
      </header>
      <div class="squares">
        {shown.map(({ index, status }) => (
          <button
            type="button"
            key={index}
            class={`square ${tone(status)}`}
            aria-pressed={index === chosen}
            aria-label={`item ${index}, ${status.toLowerCase()}`}
            title={`item ${index}`}
            onClick={() => show(index)}
          />
        ))}
      </div>
    </section>
  )
}
