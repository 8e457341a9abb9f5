export { allowLeaks, beginTest, configureLeakCheck, expectNoLeaks, type LeakScope, trackTests } from './expect.js'
export type { Leak, LeakKind } from './leak.js'
export type { LeakCheckOptions } from './options.js'
