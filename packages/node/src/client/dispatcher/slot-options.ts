import type { Socket } from 'node:net'
import { buildConnector } from 'undici'
import type { Settings } from '../options/index.js'
import { armKeepAlive } from '../tcp/index.js'
import type { SlotOptions } from './slot.js'

/** undici's connector returns the socket at once (lib/core/connect.js); its typings leave that out. */
type Connector = (to: buildConnector.Options, callback: buildConnector.Callback) => Socket

/**
 * undici's own idle timer is set out of the way: it knows the announced timeout
 * only, and gives up every connection announced for two seconds or less.
 */
export function slotOptionsOf(settings: Settings): SlotOptions {
  const { headersTimeout, bodyTimeout } = {
    headersTimeout: settings.headersTimeoutMs,
    bodyTimeout: settings.bodyTimeoutMs,
  }
  return {
    headersTimeout,
    bodyTimeout,
    pipelining: 1,
    keepAliveTimeout: settings.maxIdleTimeoutMs + 1000,
    keepAliveMaxTimeout: settings.maxIdleTimeoutMs + 1000,
    keepAliveTimeoutThreshold: 0,
    connect: connectorOf(settings),
  }
}

function connectorOf(settings: Settings): Connector {
  const options = {
    ...settings.tls,
    timeout: settings.connectTimeoutMs,
    keepAlive: false,
  } as buildConnector.BuildOptions
  const connect = buildConnector(options) as Connector
  return (to, callback) => {
    const socket = connect(to, callback)
    // Before undici's own listener, which hands the socket out.
    return socket.prependOnceListener('connect', () => armKeepAlive(socket, settings))
  }
}
