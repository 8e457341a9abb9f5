export { build } from './build.js'
export { isRoot, unshare, whyNoNamespaces } from './isolation.js'
export { missingPackages } from './packages.js'
export { freePorts } from './ports.js'
