import type { States } from './states.ts'
import type { MapRun } from './store/map-runs.ts'
import { parseArn } from './wire/arn.ts'
import { resourceNotFound } from './wire/states-error.ts'

/** @throws StatesError InvalidArn, ResourceNotFound */
export function mapRunOf(mapRunArn: string, { store }: States): MapRun {
  parseArn(mapRunArn, 'mapRun')
  const mapRun = store.mapRuns.get(mapRunArn)
  if (mapRun === undefined) throw resourceNotFound(mapRunArn)
  return mapRun
}
