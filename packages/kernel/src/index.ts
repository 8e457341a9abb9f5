export { type LookRequest, Scanner, type ScannerOptions, type ScannerStats, type StageMs } from './scan/index.js'
export { type KeepAlive, SocketHandles, type TcpInfo } from './handle/index.js'
