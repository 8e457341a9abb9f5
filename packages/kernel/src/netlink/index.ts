export { decodeDatagram } from './decode.js'
export { type Channel, NetlinkSocket } from './socket.js'
export { NetlinkSource } from './source.js'
