export { type PolicyWish, policyOf } from './policy.js'
