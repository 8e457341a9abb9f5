export { Proxies, parseProxies } from './proxies.js'
export { LabProxy } from './proxy.js'
export { PROXY_FIELDS, type ProxyChange, type ProxySpec } from './spec.js'
export type { ToxicSet } from './toxic-set.js'
