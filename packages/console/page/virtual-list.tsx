import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

type Props<Item> = {
  items: readonly Item[]
  rowHeight: number
  label: string
  /** Which row to keep in sight. */
  selected: number
  render: (item: Item, index: number) => ComponentChildren
}

/** A list of which only the rows in sight are drawn, so that 25,000 scroll like ten. */
export function VirtualList<Item>({ items, rowHeight, label, selected, render }: Props<Item>) {
  const box = useRef<HTMLDivElement>(null)
  const top = useSignal(0)
  const height = useSignal(600)
  useLayoutEffect(() => {
    if (!box.current) return
    const observer = new ResizeObserver(([entry]) => {
      height.value = entry?.contentRect.height ?? 600
    })
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [])
  useLayoutEffect(() => {
    const element = box.current
    if (!element || selected < 0) return
    const at = selected * rowHeight
    if (at < element.scrollTop) element.scrollTop = at
    else if (at + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = at + rowHeight - element.clientHeight
  }, [selected])
  const first = Math.max(0, Math.floor(top.value / rowHeight) - 8)
  const last = Math.min(items.length, Math.ceil((top.value + height.value) / rowHeight) + 8)
  return (
    <section
      class="scroll"
      ref={box}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by the keyboard
      tabIndex={0}
      onScroll={({ currentTarget }) => {
        top.value = currentTarget.scrollTop
      }}
    >
      <div class="tall" style={{ height: `${items.length * rowHeight}px` }}>
        <div class="window" style={{ transform: `translateY(${first * rowHeight}px)` }}>
          {items.slice(first, last).map((item, index) => render(item, first + index))}
        </div>
      </div>
    </section>
  )
}
