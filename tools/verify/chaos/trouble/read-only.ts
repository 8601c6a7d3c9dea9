import type { Phase } from '../phase.ts'

/** A region whose data folder cannot be written says so in a sentence, and changes nothing. */
export const readOnly: Phase = async ({ region, disk, say, count }) => {
  const sentences: string[] = []
  await region.stop()
  if (disk.setReadOnly(true)) {
    region.start()
    const isUp = await region.ready()
    const line = region.lines.find((one) => one.includes('sfs3:')) ?? region.lastWords ?? ''
    say(isUp ? 'read-only: the region is up' : `read-only: ${line}`)
    if (!isUp && (region.exitCode !== 1 || !/read-only|readonly|EROFS/i.test(line)))
      sentences.push(`on a read-only folder the region ended with ${region.exitCode} and said: ${line}`)
    await region.stop()
    disk.setReadOnly(false)
    count('read-only folders')
  } else {
    say('a folder cannot be made read-only here')
    count('read-only folders not possible here')
  }
  region.start()
  if (!(await region.ready())) sentences.push(`after a read-only folder the region does not start: ${region.lastWords}`)
  return sentences
}
