export { type AnswerSpec, BODY_KEYS, bodyKeysOf } from './answer.js'
export { MOCK_EXAMPLE } from './example.js'
export type { FaultRule } from './faults.js'
export { type LoadedConfig, loadConfig } from './read.js'
export { scaled, shorter } from './scale.js'
export {
  type Front,
  FRONTS,
  type MockConfig,
  type MockConfigInput,
  type Replace,
  REPLACES,
  type RouteSpec,
} from './schema.js'
