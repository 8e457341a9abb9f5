export { type DrainOptions, drainBody } from './drain.js'
export { giveUp } from './give-up.js'
export { waitsForPeer } from './peer.js'
