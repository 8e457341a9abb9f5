export { clearInfo } from './info.js'
export { type ListenerFacts, type SinkMark, SocketSink } from './sink.js'
export type { Reading, SocketSource } from './source.js'
export { swapped, wide, word } from './words.js'
