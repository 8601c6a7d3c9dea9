import type { Crowd } from './crowd.ts'
import type { Random } from './random.ts'
import type { Disk } from './region/disk.ts'
import type { Region } from './region/region.ts'
import type { Load, World } from './world.ts'

export type Scene = {
  region: Region
  disk: Disk
  clockFile: string
  world: World
  loads: readonly Load[]
  crowd: Crowd
  random: Random
  say: (line: string) => void
  /** Whether this was found broken before. */
  isKnown: (sentence: string) => boolean
  /** Notes for the table, by what they count. */
  count: (what: string, by?: number) => void
}

/** What happens to the region. It gets one that is up and leaves one that is up. @returns sentences about what it found broken */
export type Phase = (scene: Scene) => Promise<string[]>
