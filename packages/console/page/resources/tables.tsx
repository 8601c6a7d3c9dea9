import { JsonView } from '../json-view.tsx'
import { bytes } from '../times.ts'
import { ListAndDetail } from './list-and-detail.tsx'
import { useRegion } from './use-region.ts'

/** The tables and their first items. */
export function Tables() {
  const { answer, problem } = useRegion('ListTables')
  return (
    <ListAndDetail
      title="Tables"
      items={answer?.tables}
      problem={problem}
      none="The service has no tables."
      nameOf={({ name }) => name}
      columns={[
        { label: 'Key', show: ({ keys }) => keys.join(', ') },
        { label: 'Items', right: true, show: ({ items }) => items || '' },
        { label: 'Size', right: true, show: ({ bytes: size }) => (size > 0 ? bytes(size) : '') },
      ]}
      detail={({ name, keys }) => <OneTable name={name} keys={keys} key={name} />}
    />
  )
}

function OneTable({ name, keys }: { name: string; keys: readonly string[] }) {
  const { answer } = useRegion('ListItems', { table: name })
  return (
    <>
      <div class="tabs">
        <h2>{name}</h2>
      </div>
      {answer?.items.length === 0 && <p class="empty">There is no item in it.</p>}
      {answer?.items.map((item) => {
        const title = keys.map((key) => Object.values(item[key] ?? {}).join()).join(' · ')
        return <JsonView key={title} title={title} text={JSON.stringify(item)} />
      })}
      {answer?.isCut && <p class="note said">These are the first; there are more.</p>}
    </>
  )
}
