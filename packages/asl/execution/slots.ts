/**
 * A list that is written once per place, in any order, by many transitions. It is kept in pages, so that the copy that a
 * transition makes before it writes stays small however long the list is. Plain data: pages of values, `null` where none is yet.
 */
export type Slots<T> = { length: number; pages: (readonly (T | null)[] | null)[] }

const PAGE = 128

export function emptySlots<T>(length: number): Slots<T> {
  return { length, pages: new Array(Math.ceil(length / PAGE)).fill(null) }
}

export function slotAt<T>(slots: Slots<T>, index: number): T | null {
  return slots.pages[Math.floor(index / PAGE)]?.[index % PAGE] ?? null
}

/** The slots with `value` at `index`; what they were before stays as it is. */
export function withSlot<T>(slots: Slots<T>, index: number, value: T): Slots<T> {
  const at = Math.floor(index / PAGE)
  const pages = slots.pages.slice()
  const page = pages[at]?.slice() ?? new Array<T | null>(Math.min(PAGE, slots.length - at * PAGE)).fill(null)
  page[index % PAGE] = value
  pages[at] = page
  return { length: slots.length, pages }
}

/** Every value in order, `null` for the empty places. */
export function* eachSlot<T>(slots: Slots<T>): Generator<T | null> {
  for (let index = 0; index < slots.length; index++) yield slotAt(slots, index)
}
