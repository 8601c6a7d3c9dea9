/** A duration as a reader says it: `38 ms`, `3.06 s`, `4 min 05 s`, `2 h 03 min`, `3 d 04 h`. */
export function duration(ms: number): string {
  const rounded = Math.max(0, Math.round(ms))
  if (rounded < 1000) return `${rounded} ms`
  if (rounded < 10_000) return `${(rounded / 1000).toFixed(2)} s`
  if (rounded < 60_000) return `${(rounded / 1000).toFixed(1)} s`
  const seconds = Math.round(rounded / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`
  return `${Math.floor(minutes / 1440)} d ${two(Math.floor(minutes / 60) % 24)} h`
}

const two = (value: number): string => String(value).padStart(2, '0')
