export { allowLeaks, configureLeakCheck, expectNoLeaks, type LeakScope } from './expect.js'
export { beginTest, betweenTests, trackTests } from './adapter.js'
export type { Leak, LeakKind } from './leak.js'
export type { LeakCheckOptions } from './options.js'
