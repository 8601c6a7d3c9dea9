import { CopyButton } from './copy-button.tsx'
import { details, seen } from './execution-store.ts'
import { JsonView } from './json-view.tsx'

/** What the execution as a whole was given and gave. */
export function ExecutionData() {
  const { input, output, error, cause } = seen.value ?? {}
  const arn = details.value?.executionArn
  return (
    <>
      <dl>
        {arn && (
          <>
            <dt>ARN</dt>
            <dd>
              <code>{arn}</code> <CopyButton text={arn} />
            </dd>
          </>
        )}
        {error !== undefined && (
          <>
            <dt>Error</dt>
            <dd>
              <code class="bad">{error}</code>
            </dd>
          </>
        )}
      </dl>
      {cause && <JsonView title="Cause" text={cause} />}
      {input !== undefined && <JsonView title="Input" text={input} />}
      {output !== undefined && <JsonView title="Output" text={output} />}
    </>
  )
}
