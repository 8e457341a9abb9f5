export type { Endpoint, Endpoints, KeepAlive, TcpInfo } from './facts.js'
export { SocketHandles } from './handles.js'
