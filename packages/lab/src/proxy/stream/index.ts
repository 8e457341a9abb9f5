export { Bell } from './bell.js'
export { Channel } from './channel.js'
export type { Chunk, Ending } from './chunk.js'
