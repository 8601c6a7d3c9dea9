import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Diagnostic, Editor } from './editor.ts'

type Props = {
  id: string
  label: string
  text: string
  changed: (text: string) => void
  check?: (text: string) => Promise<readonly Diagnostic[]>
}

/** Edits JSON: in a plain field at once, and in an editor as soon as that is loaded. */
export function JsonEditor({ id, label, text, changed, check }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const opened = useRef<Editor | undefined>(undefined)
  const last = useRef(text)
  const isOpen = useSignal(false)
  const newest = useRef({ text, changed, check })
  newest.current = { text, changed, check }
  useEffect(() => {
    let over = false
    void import('./editor.ts').then(({ openEditor }) => {
      if (over || !box.current) return
      last.current = newest.current.text
      const { check: checked } = newest.current
      opened.current = openEditor({
        parent: box.current,
        text: newest.current.text,
        label,
        ...(checked && { check: checked }),
        changed(next) {
          last.current = next
          newest.current.changed(next)
        },
      })
      isOpen.value = true
    })
    return () => {
      over = true
      opened.current?.destroy()
    }
  }, [])
  // Changed from outside: an input of another execution was chosen.
  useEffect(() => {
    if (opened.current && last.current !== text) opened.current.set(text)
  }, [text])
  return (
    <>
      {!isOpen.value && (
        <textarea
          id={id}
          aria-label={label}
          rows={Math.min(16, Math.max(5, text.split('\n').length))}
          spellcheck={false}
          value={text}
          onInput={({ currentTarget }) => changed(currentTarget.value)}
        />
      )}
      <div class="editor" ref={box} hidden={!isOpen.value} />
    </>
  )
}
