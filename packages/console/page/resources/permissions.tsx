import type { Denial } from '../../region/answers.ts'
import { JsonView } from '../json-view.tsx'
import { exactly } from '../times.ts'
import { ListAndDetail } from './list-and-detail.tsx'
import { useRegion } from './use-region.ts'

/** Each permission that was denied, and the statement that would allow it. */
export function Permissions() {
  const { answer, problem } = useRegion('ListDenials')
  return (
    <ListAndDetail
      title="Denied permissions"
      items={answer?.denials}
      problem={problem}
      none="Nothing was denied since the region started."
      nameOf={({ action, resource }) => `${action} on ${resource.split(':').slice(5).join(':') || resource}`}
      columns={[
        { label: 'Who', show: ({ who }) => who },
        { label: 'Times', right: true, show: ({ count }) => count },
        { label: 'Last', right: true, show: ({ lastAt }) => <span class="faint">{exactly(lastAt)}</span> },
      ]}
      detail={(denial) => <OneDenial denial={denial} />}
    />
  )
}

function OneDenial({ denial: { action, who, message, allow, deniedBy } }: { denial: Denial }) {
  return (
    <>
      <div class="tabs">
        <h2>{action}</h2>
        <span class="note">{who}</span>
      </div>
      <p class="said">{message}</p>
      {allow && (
        <JsonView
          title="The statement that would allow it"
          note={`in the policy of ${allow.policyOf}`}
          text={JSON.stringify(allow.statement)}
        />
      )}
      {deniedBy && (
        <p class="said">
          Statement {deniedBy.index + 1} of the policy {deniedBy.policy} of {deniedBy.owner} denies it, whatever else
          allows it.
        </p>
      )}
    </>
  )
}
