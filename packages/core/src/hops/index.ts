export { CHAIN_RULES, type ChainRule } from './chain.js'
export { EXPIRIES, type Expiry, type Hop, hopById, HOPS, HOPS_AS_OF, PATH_HOPS } from './hop.js'
export {
  KEEP_ALIVE_ADVICE_FOR,
  type KeepAliveAdviceFor,
  keepAliveCode,
  type KeepAliveTimes,
  keepAliveTimes,
} from './keep-alive.js'
export { type HopMatches, matchHops, type PathMeasurement } from './match.js'
