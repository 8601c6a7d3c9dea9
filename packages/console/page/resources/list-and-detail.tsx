import type { ComponentChildren } from 'preact'
import { query, select } from '../location.ts'

type Column<Item> = { label: string; right?: boolean; show: (item: Item) => ComponentChildren }

type Props<Item> = {
  title: string
  items: readonly Item[] | undefined
  problem: string
  /** What is said when there are none. */
  none: string
  nameOf: (item: Item) => string
  columns: readonly Column<Item>[]
  /** What is shown of the one that is selected. */
  detail: (item: Item) => ComponentChildren
}

/** A list on the left, what is selected of it on the right. `name` in the URL says what that is. */
export function ListAndDetail<Item>({ title, items, problem, none, nameOf, columns, detail }: Props<Item>) {
  const name = query.value.get('name')
  const selected = items?.find((item) => nameOf(item) === name) ?? items?.[0]
  return (
    <div class="columns">
      <section class="pane" aria-label={title}>
        <h1>{title}</h1>
        {problem && (
          <p class="notice" role="alert">
            {problem}
          </p>
        )}
        {items?.length === 0 && <p class="empty">{none}</p>}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by the keyboard */}
        <section class="view padded" tabIndex={0} aria-label={`${title}, the list`}>
          {items && items.length > 0 && (
            <table class="list">
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  {columns.map(({ label, right }) => (
                    <th scope="col" key={label} class={right ? 'right' : ''}>
                      {label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {items.map((item) => (
                  <tr key={nameOf(item)} class={item === selected ? 'selected' : ''}>
                    <td>
                      <button
                        type="button"
                        class="link"
                        aria-pressed={item === selected}
                        onClick={() => select({ name: nameOf(item), of: undefined })}
                      >
                        {nameOf(item)}
                      </button>
                    </td>
                    {columns.map(({ label, right, show }) => (
                      <td key={label} class={right ? 'right' : ''}>
                        {show(item)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
      </section>
      <section class="panel" aria-label={selected ? nameOf(selected) : 'Nothing selected'}>
        {selected && detail(selected)}
      </section>
    </div>
  )
}
