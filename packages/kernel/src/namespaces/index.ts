export { NamespaceSet } from './set.js'
export { NetlinkSources, ProcfsSources, type SourceFactory } from './sources.js'
