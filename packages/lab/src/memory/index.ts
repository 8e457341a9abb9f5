export { boundedHeaders, boundedText, type SeenHeaders } from './bounded.js'
export { MEMORY_BYTES, Recent } from './recent.js'
