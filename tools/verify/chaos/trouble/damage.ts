import { cpSync, openSync, readdirSync, readSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs'
import { basename, join } from 'node:path'
import { checkExecutions } from '../load/executions.ts'
import type { Phase, Scene } from '../phase.ts'
import type { Random } from '../random.ts'
import { patience } from '../world.ts'

/** What may happen to a file of the data folder while nobody has it open. */
const ways: Readonly<Record<string, (file: string, random: Random) => void>> = {
  truncated: (file) => truncateSync(file, Math.floor(statSync(file).size / 2)),
  'with a flipped byte': flipByte,
}

/**
 * Each store in a copy of the data folder is damaged: the region says by name what is damaged and ends with 1, or refuses what it
 * cannot read; it never gives other bytes, or says that something is not there.
 */
export const damage: Phase = async (scene) => {
  const { region, random, disk, say, count } = scene
  await region.stop()
  const sentences: string[] = []
  const copy = join(disk.folder, 'copy', 'data')
  const stores = readdirSync(region.dataDir).filter(
    (name) => /\.(sqlite|db|json)$/.test(name) && !/^(lock|checks)\./.test(name),
  )
  const [content] = readdirSync(join(region.dataDir, 'contents'))
  const files = [...stores, ...(content ? [join('contents', content)] : [])]
  for (const file of files) {
    for (const [how, spoil] of Object.entries(ways)) {
      cpSync(region.dataDir, copy, { recursive: true })
      spoil(join(copy, file), random)
      count('damaged files')
      const told = await look(scene, copy, file)
      say(`${file} ${how}: ${told.says}`)
      sentences.push(...told.sentences.map((sentence) => `with ${file} ${how} ${sentence}`))
      rmSync(join(disk.folder, 'copy'), { recursive: true, force: true })
    }
  }
  return sentences
}

async function look({ region, loads, world, isKnown }: Scene, dataDir: string, file: string) {
  region.start({ dataDir })
  try {
    if (!(await region.ready())) {
      const words = region.lastWords
      const isNamed = region.exitCode === 1 && words.includes(basename(file))
      return { says: words, sentences: isNamed ? [] : [`the region ended with ${region.exitCode} and said: ${words}`] }
    }
    Object.assign(patience, { ms: 0, refused: 0 })
    const sentences: string[] = []
    for (const load of loads) sentences.push(...(await load.check().catch(refused)))
    const bucket = `sfs3-dev-data-${world.accountId}-${world.region}`
    const { sentences: ofExecutions } = await checkExecutions(world, bucket).catch(() => ({ sentences: refused() }))
    const says = `it runs; ${patience.refused} answers were refused`
    const found = [...sentences, ...ofExecutions].filter((sentence) => !isKnown(sentence))
    return { says, sentences: found.map((sentence) => `it runs, and ${sentence}`) }
  } finally {
    patience.ms = 60_000
    await region.stop()
  }
}

function refused(): string[] {
  patience.refused++
  return []
}

/** Not one that is zero: most of those are room that nothing uses. */
function flipByte(file: string, random: Random): void {
  const descriptor = openSync(file, 'r+')
  const { size } = statSync(file)
  const byte = Buffer.alloc(1)
  for (let tries = 0; tries < 10_000; tries++) {
    const position = random.between(0, size - 1)
    readSync(descriptor, byte, 0, 1, position)
    if (byte[0] === 0) continue
    writeSync(descriptor, Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, position)
    return
  }
}
