export { clearInfo } from './info.js'
export { type ListenerFacts, SocketSink } from './sink.js'
export type { Reading, SocketSource } from './source.js'
export { swapped, wide, word } from './words.js'
