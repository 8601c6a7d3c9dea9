import { useSignal } from '@preact/signals'

/** Copies a text, and says so for a second and a half. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const copied = useSignal(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    copied.value = true
    setTimeout(() => {
      copied.value = false
    }, 1500)
  }
  return (
    <button type="button" class="quiet" onClick={copy} aria-live="polite">
      {copied.value ? 'Copied' : label}
    </button>
  )
}
