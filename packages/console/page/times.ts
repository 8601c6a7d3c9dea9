const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const day = new Intl.DateTimeFormat('en-GB', { year: 'numeric', month: 'short', day: '2-digit' })

/** `14:46:39`, on another day than today with the date before it. */
export function moment(at: number | string | undefined): string {
  if (at === undefined) return ''
  const date = new Date(at)
  const time = clock.format(date)
  return date.toDateString() === new Date().toDateString() ? time : `${day.format(date)} ${time}`
}

/** `14:46:39.912` */
export function exactly(at: number): string {
  return `${clock.format(at)}.${String(at % 1000)
    .padStart(3, '0')
    .slice(0, 3)}`
}

/** `928 B`, `3.1 KiB`, `12 MiB` */
export function bytes(count: number): string {
  const [unit, divisor] = count < 1024 ? ['B', 1] : count < 1024 ** 2 ? ['KiB', 1024] : ['MiB', 1024 ** 2]
  const value = count / Number(divisor)
  return `${value < 10 && divisor !== 1 ? value.toFixed(1) : Math.round(value)} ${unit}`
}
