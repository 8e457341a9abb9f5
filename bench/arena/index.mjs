// @ts-check
/** The private place that a benchmark runs in, and what fills it. */
export { insideArena } from './namespace.mjs'
export { compile } from './compile.mjs'
export { holdConnections } from './connections.mjs'
export { startHolder } from './holder.mjs'
export { roomFor } from './room.mjs'
