import type { EpochMs } from '../../clock/clock.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `21/Nov/2026:01:40:00 +0000` */
export function commonLogTime(now: EpochMs): string {
  const date = new Date(now).toISOString()
  return `${date.slice(8, 10)}/${months[Number(date.slice(5, 7)) - 1]}/${date.slice(0, 4)}:${date.slice(11, 19)} +0000`
}
