export { type Ending, SocketEndings } from './endings/index.js'
export { Orphans } from './orphans/index.js'
export { type LookRequest, Scanner, type ScannerOptions, type ScannerStats, type StageMs } from './scan/index.js'
export { type Endpoint, type Endpoints, type KeepAlive, SocketHandles, type TcpInfo } from './handle/index.js'
