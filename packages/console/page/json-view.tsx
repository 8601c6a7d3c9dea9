import { useSignal } from '@preact/signals'
import { CopyButton } from './copy-button.tsx'

/** What a browser draws at once without being felt. */
const shownCharacters = 40_000

/** JSON text, laid out and coloured; text that is no JSON as it is. It is always text, whatever is in it. */
export function JsonView({ text, title, note }: { text: string; title?: string; note?: string }) {
  const whole = useSignal(false)
  const { pretty, isJson } = laidOut(text)
  const shown = whole.value ? pretty : pretty.slice(0, shownCharacters)
  return (
    <section class="json">
      {title !== undefined && (
        <header>
          <h2>{title}</h2>
          {note && <span class="note">{note}</span>}
          <CopyButton text={pretty} />
        </header>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by the keyboard */}
      <pre tabIndex={0}>{isJson ? coloured(shown) : shown}</pre>
      {shown.length < pretty.length && (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            whole.value = true
          }}
        >
          Show all {Math.round(pretty.length / 1024)} KiB
        </button>
      )}
    </section>
  )
}

function laidOut(text: string): { pretty: string; isJson: boolean } {
  try {
    return { pretty: JSON.stringify(JSON.parse(text), null, 2), isJson: true }
  } catch {
    return { pretty: text, isJson: false }
  }
}

const token = /("(?:[^"\\\n]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b/g

/** JSON text, or part of it, with its parts told apart by colour. */
export function coloured(text: string) {
  const parts: (string | preact.JSX.Element)[] = []
  let at = 0
  for (const match of text.matchAll(token)) {
    const [all, string, colon] = match
    parts.push(text.slice(at, match.index))
    if (string !== undefined && colon !== undefined) parts.push(<span class="key">{string}</span>, colon)
    else parts.push(<span class={string === undefined ? 'value' : 'string'}>{all}</span>)
    at = match.index + all.length
  }
  parts.push(text.slice(at))
  return parts
}
