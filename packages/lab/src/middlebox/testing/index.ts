export { type Peer, type Scene, openScene } from './scene.js'
export { handles, until } from './peer.js'
