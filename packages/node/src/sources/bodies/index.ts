export { type DrainOptions, drainBody } from './drain.js'
export { giveUp } from './give-up.js'
export { isHeldUp, waitsForPeer } from './peer.js'
