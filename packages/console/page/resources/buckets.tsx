import { JsonView } from '../json-view.tsx'
import { query, select } from '../location.ts'
import { bytes, moment } from '../times.ts'
import { ListAndDetail } from './list-and-detail.tsx'
import { useRegion } from './use-region.ts'

/** The buckets and what is in them. */
export function Buckets() {
  const { answer, problem } = useRegion('ListBuckets')
  return (
    <ListAndDetail
      title="Buckets"
      items={answer?.buckets}
      problem={problem}
      none="The service has no buckets."
      nameOf={({ name }) => name}
      columns={[
        { label: 'Objects', right: true, show: ({ objects }) => objects || '' },
        { label: 'Size', right: true, show: ({ bytes: size }) => (size > 0 ? bytes(size) : '') },
      ]}
      detail={({ name }) => <OneBucket name={name} key={name} />}
    />
  )
}

function OneBucket({ name }: { name: string }) {
  const prefix = query.value.get('find') ?? ''
  const { answer } = useRegion('ListObjects', { bucket: name, prefix })
  const key = query.value.get('of')
  const { answer: object } = useRegion('GetObject', key === null ? null : { bucket: name, key })
  return (
    <>
      <div class="tabs">
        <h2>{name}</h2>
      </div>
      {object && key !== null && (
        <JsonView
          title={key}
          note={object.text === undefined ? `${bytes(object.size)}, too long to be shown` : bytes(object.size)}
          text={object.text ?? ''}
        />
      )}
      <div class="tools">
        <input
          type="search"
          aria-label="Keys that begin with"
          placeholder="Keys that begin with"
          value={prefix}
          onInput={({ currentTarget }) => select({ find: currentTarget.value })}
        />
      </div>
      {answer?.objects.length === 0 && <p class="empty">There is no such object.</p>}
      <ul class="keys">
        {answer?.objects.map((one) => (
          <li key={one.key}>
            <button type="button" class="link" aria-pressed={one.key === key} onClick={() => select({ of: one.key })}>
              {one.key}
            </button>
            <span class="faint">
              {bytes(one.size)} · {moment(one.modifiedAt)}
            </span>
          </li>
        ))}
      </ul>
      {answer?.isCut && <p class="note said">There are more. Name a longer beginning.</p>}
    </>
  )
}
