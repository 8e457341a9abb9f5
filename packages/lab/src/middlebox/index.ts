export { type Choice, chooseBackend, openMiddlebox } from './choice/index.js'
export { type PolicyWish, policyOf } from './policy/index.js'
export {
  type Backend,
  type BackendFactory,
  BACKENDS,
  type FlowEvent,
  type FlowHappening,
  type FlowPolicy,
  type FlowSide,
  type Middlebox,
  type MiddleboxCounts,
  type MiddleboxOptions,
} from './types.js'
