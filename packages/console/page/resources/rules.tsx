import type { PassedEvent, Rule } from '../../region/answers.ts'
import { JsonView } from '../json-view.tsx'
import { query, select } from '../location.ts'
import { exactly, moment } from '../times.ts'
import { ListAndDetail } from './list-and-detail.tsx'
import { useRegion } from './use-region.ts'

/** The rules of EventBridge, and the events that passed. */
export function Rules() {
  const { answer, problem } = useRegion('ListRules')
  const { answer: passed } = useRegion('ListEvents')
  const countOf = ({ name }: Rule) => passed?.events.filter(({ rules }) => rules.includes(name)).length ?? 0
  return (
    <ListAndDetail
      title="Rules and events"
      items={answer?.rules}
      problem={problem}
      none="The service has no rules."
      nameOf={({ name }) => name}
      columns={[
        { label: 'State', show: ({ state }) => <span class="faint">{state.toLowerCase()}</span> },
        { label: 'Events', right: true, show: (rule) => countOf(rule) || '' },
      ]}
      detail={(rule) => <OneRule rule={rule} events={passed?.events ?? []} />}
    />
  )
}

function OneRule({
  rule: { name, pattern, schedule, targets },
  events,
}: {
  rule: Rule
  events: readonly PassedEvent[]
}) {
  const all = query.value.get('events') === 'all'
  const shown = all ? events : events.filter(({ rules }) => rules.includes(name))
  return (
    <>
      <div class="tabs">
        <h2>{name}</h2>
        <button
          type="button"
          class="quiet"
          aria-pressed={all}
          onClick={() => select({ events: all ? undefined : 'all' })}
        >
          {all ? 'Events of this rule' : 'Events of every rule and of none'}
        </button>
      </div>
      {!all && schedule !== undefined && (
        <p class="said">
          <code>{schedule}</code>
        </p>
      )}
      {!all && (
        <dl>
          <dt>Targets</dt>
          {targets.map((target) => (
            <dd key={target}>
              <code>{target}</code>
            </dd>
          ))}
        </dl>
      )}
      {!all && pattern && <JsonView title="Pattern" text={JSON.stringify(pattern)} />}
      {shown.length === 0 && <p class="empty">No event has passed since the region started.</p>}
      {shown.slice(0, 50).map(({ at, event, rules }) => (
        <JsonView
          key={event.id + at}
          title={event['detail-type']}
          note={`${event.source} · ${moment(at) && exactly(at)} · ${rules.length === 0 ? 'no rule fits' : rules.join(', ')}`}
          text={JSON.stringify(event)}
        />
      ))}
    </>
  )
}
