import { useSignal } from '@preact/signals'
import { show } from './execution-store.ts'
import { go } from './location.ts'

/** A history from a file: nothing of it leaves the browser. */
export function ImportPage() {
  const problem = useSignal('')
  const read = async (file: File | undefined) => {
    if (!file) return
    try {
      show(JSON.parse(await file.text()), file.name)
      go('/file')
    } catch (error) {
      problem.value = `${file.name} cannot be shown: ${(error as Error).message}`
    }
  }
  return (
    <main class="list">
      <h1>Open a history</h1>
      <p>
        A file of <code>aws stepfunctions get-execution-history</code>, or one that this page exported. It stays in this
        browser.
      </p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping a file is beside the button that opens one */}
      <div
        class="drop"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault()
          void read(event.dataTransfer?.files[0])
        }}
      >
        <input
          type="file"
          id="file"
          accept=".json,application/json"
          aria-label="File"
          onChange={({ currentTarget }) => read(currentTarget.files?.[0])}
        />
        <span class="faint">or drop it here</span>
      </div>
      {problem.value && (
        <p class="notice" role="alert">
          {problem.value}
        </p>
      )}
    </main>
  )
}
