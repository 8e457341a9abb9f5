import { expect } from 'vitest'

/** These start and stop trackers of their own, and count on there being no other. */
const OWN_TRACKERS = /packages\/node\/src\/(tracker|sources|api|metrics|assertion)\//

if (!OWN_TRACKERS.test(expect.getState().testPath ?? '')) await import('./packages/node/src/runners/vitest.js')
