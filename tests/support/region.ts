import { startRegion, type TestRegion, type TestRegionOptions } from '@sfs3/local/testing'

export type { TestRegion }

/** Starts a region of the service as it is in this repository. Takes about a second. */
export function startTestRegion(options: TestRegionOptions = {}): Promise<TestRegion> {
  return startRegion(options)
}
