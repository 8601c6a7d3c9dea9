import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { DataObject } from '../region/answers.ts'
import { askRegion } from './api.ts'
import { details } from './execution-store.ts'
import { JsonView } from './json-view.tsx'
import { query, select } from './location.ts'
import { invocations } from './region-store.ts'
import { bytes } from './times.ts'

/** The objects in S3 that the steps of this execution wrote or read: which step added which part. Local region only. */
export function ProcessData() {
  const objects = useSignal<readonly DataObject[] | undefined>(undefined)
  const executionArn = details.value?.executionArn
  useEffect(() => {
    if (!executionArn) return
    askRegion('DescribeData', { executionArn })
      .then((answer) => {
        objects.value = answer.objects
      })
      .catch(() => {})
  }, [executionArn, invocations.value])
  const shown = objects.value ?? []
  const selected = shown.find((object) => nameOf(object) === query.value.get('part')) ?? shown.at(-1)
  const folder = folderOf(shown[0]?.key ?? '')
  const shortName = (key: string) => (key.startsWith(folder) ? key.slice(folder.length) : key)
  if (objects.value?.length === 0)
    return <p class="empty">No step of this execution has read or written an object in S3 since the region started.</p>
  return (
    <div class="parts">
      <p class="note folder">
        {shown[0]?.bucket}/{folder}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col">Added by</th>
            <th scope="col">Read by</th>
            <th scope="col" class="right">
              Size
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((object) => (
            <tr key={nameOf(object)} class={object === selected ? 'selected' : ''}>
              <td>
                <button type="button" class="link" onClick={() => select({ part: nameOf(object) })}>
                  {shortName(object.key)}
                </button>
              </td>
              <td>{object.writtenBy ? <StateLink step={object.writtenBy} /> : <span class="faint">before</span>}</td>
              <td>
                {object.readBy.map((step) => (
                  <StateLink key={step.state} step={step} />
                ))}
              </td>
              <td class="right faint">{object.size === undefined ? 'deleted' : bytes(object.size)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {selected?.text !== undefined && <JsonView title={shortName(selected.key)} text={selected.text} />}
    </div>
  )
}

const nameOf = ({ bucket, key }: DataObject): string => `${bucket}/${key}`

function StateLink({
  step: { state, functionName },
}: {
  step: { state?: string | undefined; functionName?: string | undefined }
}) {
  if (state === undefined) return <span class="faint">{functionName}</span>
  return (
    <button
      type="button"
      class="link"
      onClick={() => select({ state, visit: undefined, attempt: undefined, event: undefined })}
    >
      {state}
    </button>
  )
}

const folderOf = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1)
