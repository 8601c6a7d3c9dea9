import { duration } from '../../model/duration.ts'
import type { RegionFunction } from '../../region/answers.ts'
import { InvocationView } from '../invocation-view.tsx'
import { executionPath } from '../location.ts'
import { moment } from '../times.ts'
import { ListAndDetail } from './list-and-detail.tsx'
import { useRegion } from './use-region.ts'

/** The functions, those that ran last first. */
export function Functions() {
  const { answer, problem } = useRegion('ListFunctions')
  const functions = answer?.functions.toSorted((one, other) => (other.lastAt ?? 0) - (one.lastAt ?? 0))
  return (
    <ListAndDetail
      title="Functions"
      items={functions}
      problem={problem}
      none="The service has no functions."
      nameOf={({ name }) => name}
      columns={[
        {
          label: 'Newest',
          show: ({ newest }) => (
            <span class="sparks" aria-hidden="true">
              {newest.slice(0, 16).map((failed, index) => (
                <i key={index} class={failed ? 'bad' : 'ok'} />
              ))}
            </span>
          ),
        },
        { label: 'Invoked', right: true, show: ({ invocations }) => invocations || '' },
        { label: 'Failed', right: true, show: ({ errors }) => (errors ? <span class="bad">{errors}</span> : '') },
        { label: 'Median', right: true, show: ({ medianMs }) => medianMs !== undefined && duration(medianMs) },
        { label: 'Longest', right: true, show: ({ longestMs }) => longestMs !== undefined && duration(longestMs) },
      ]}
      detail={(item) => <OneFunction item={item} />}
    />
  )
}

function OneFunction({ item }: { item: RegionFunction }) {
  const { answer } = useRegion('ListInvocations', { functionName: item.name, maxResults: 50 })
  return (
    <>
      <div class="tabs">
        <h2>{item.name}</h2>
      </div>
      <dl>
        <dt>Handler</dt>
        <dd>
          <code>{item.handler}</code>
        </dd>
        <dt>Role</dt>
        <dd>{item.roleName}</dd>
        <dt>Limits</dt>
        <dd>
          {duration(item.timeoutMs)}, {item.memoryMb} MB
        </dd>
      </dl>
      {answer?.invocations.length === 0 && <p class="empty">It was not invoked since the region started.</p>}
      {answer?.invocations.map((invocation) => (
        <div key={invocation.requestId}>
          <p class="when">
            {moment(invocation.acceptedAt)}
            {invocation.source && (
              <>
                {' '}
                for{' '}
                <a
                  href={`${executionPath(invocation.source.executionArn)}?state=${encodeURIComponent(invocation.source.state)}`}
                >
                  {invocation.source.state} of {invocation.source.executionArn.split(':').slice(-2).join(' / ')}
                </a>
              </>
            )}
          </p>
          <InvocationView invocation={invocation} />
        </div>
      ))}
    </>
  )
}
