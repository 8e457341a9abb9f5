export { probe, type ProbeOptions } from './probe.js'
export { parseTarget, type Target } from './target/index.js'
