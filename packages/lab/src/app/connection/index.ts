export { type ArmKeepAlive, keepAliveArmer } from './keep-alive.js'
export { type CloseHow, type IdlePolicy, LiveConnection } from './live.js'
