import { duration } from '../model/duration.ts'
import { selectedVisit, times } from './execution-store.ts'
import { tone } from './pill.tsx'
import { selectVisit } from './table-view.tsx'
import { VirtualList } from './virtual-list.tsx'

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`

/** Attempts and the waits between them, in time. */
export function TimelineView() {
  if (!times.value || times.value.rows.length === 0) return null
  const { rows, ticks, folds } = times.value
  const shown = selectedVisit.value
  const selected = rows.findIndex(({ visit }) => visit === shown)
  return (
    <section class="timeline" aria-label="Timeline">
      <div class="row head">
        <h2>Timeline</h2>
        <div class="axis">
          {ticks.map(({ at, ms }) => (
            <span key={ms} class={at > 0.97 ? 'last' : ''} style={{ left: percent(at) }}>
              {ms === 0
                ? '0'
                : duration(ms)
                    .replace(/\.0+ s$/, ' s')
                    .replace(' min 00 s', ' min')}
            </span>
          ))}
        </div>
        <span />
      </div>
      <div class="bars" style={{ height: `${Math.min(rows.length, 7) * 25 + 2}px` }}>
        <VirtualList
          items={rows}
          rowHeight={25}
          label="Timeline of states"
          selected={selected}
          render={({ visit, depth, bars, durationMs }, index) => (
            <button
              type="button"
              key={visit.id}
              class={`row ${index === selected ? 'selected' : ''}`}
              aria-pressed={index === selected}
              onClick={() => selectVisit(visit)}
            >
              <span class="name" style={{ paddingLeft: `${depth * 12}px` }}>
                {visit.name}
                {visit.scope?.index !== undefined && <small> {visit.scope.index}</small>}
              </span>
              <span class="track">
                {folds.map((fold) => (
                  <i
                    key={fold.from}
                    class="fold"
                    title={`${duration(fold.ms)} folded`}
                    style={{ left: percent(fold.from), width: percent(fold.to - fold.from) }}
                  />
                ))}
                {bars.map((bar, at) => (
                  <i
                    key={at}
                    class={`bar ${bar.kind === 'WAITING' ? 'waiting' : tone(bar.kind)}`}
                    style={{ left: percent(bar.from), width: percent(bar.to - bar.from) }}
                  />
                ))}
              </span>
              <span class="right faint">{duration(durationMs)}</span>
            </button>
          )}
        />
      </div>
      {folds.length > 0 && (
        <p class="note">Folded, for nothing but waiting happened: {folds.map(({ ms }) => duration(ms)).join(', ')}.</p>
      )}
    </section>
  )
}
