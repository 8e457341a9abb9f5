export {
  type Front,
  FRONTS,
  MOCK_EXAMPLE,
  type MockConfig,
  type MockConfigInput,
  type Replace,
  REPLACES,
} from './config/index.js'
export { type LabMock, type MockOptions, startMock } from './mock.js'
export type { ConnectionCounts, MockRequest } from './stage/index.js'
