export type { KeepAlive, TcpInfo } from './facts.js'
export { SocketHandles } from './handles.js'
