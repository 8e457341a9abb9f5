import { expect } from 'vitest'

const file = expect.getState().testPath ?? ''

/** The packages that make HTTP requests. */
const CHECKED = /packages\/(node|lab|halfopen)\/src\//

/**
 * These start and stop trackers of their own, and count on there being no other; or they look for the place a request
 * came from, which a tracker's own frames hide as long as it is no installed package.
 */
const UNCHECKED = /node\/src\/(tracker|sources|api|metrics|assertion|client\/agent)\//

if (CHECKED.test(file) && !UNCHECKED.test(file)) await import('./packages/node/src/runners/vitest.js')
