import type { RequestOptions } from 'node:http'
import type { Socket } from 'node:net'
import { connectTimeout } from '../failures/index.js'
import { armKeepAlive } from '../tcp/index.js'
import type { AgentCore } from './core.js'
import { askOf } from './responses.js'
import type { AgentMethods, OpenAgent, OpenRequest } from './types.js'

/** Node.js' own limits are out of the way: this is where the tracker finds the one that holds. */
const LIMITS = Symbol.for('@halfopen/node/limits')

/** Gives an http.Agent or https.Agent the core's promises, by the methods that Node.js lets agents override. */
export function outfit<A extends OpenAgent>(agent: A, protocol: 'http:' | 'https:', core: AgentCore): A {
  const inherited: AgentMethods = {
    addRequest: agent.addRequest.bind(agent),
    createConnection: agent.createConnection.bind(agent),
    keepSocketAlive: agent.keepSocketAlive.bind(agent),
    reuseSocket: agent.reuseSocket.bind(agent),
  }
  const addRequest = (request: OpenRequest, options: RequestOptions): void => {
    const site = core.settings.callSites ? calledFrom(addRequest) : undefined
    const grant = () => inherited.addRequest(request, options)
    core.admit(request, core.originOf(protocol, options), options, { grant, site })
  }
  const methods: AgentMethods = {
    addRequest,
    createConnection(options, created) {
      const socket = inherited.createConnection(options, created)
      if (socket !== undefined) begin(socket, protocol, options, core)
      return socket
    },
    keepSocketAlive(socket) {
      const usableMs = core.freed(socket)
      // Node.js' agent destroys an idle socket that times out, and only an idle one.
      if (usableMs >= 1) socket.setTimeout(usableMs).unref()
      return usableMs >= 1
    },
    reuseSocket(socket, request) {
      socket.setTimeout(0)
      askOf(request)?.reused(core.reused(socket), core.now())
      inherited.reuseSocket(socket, request)
    },
  }
  return Object.assign(agent, methods, { [LIMITS]: { max: core.settings.connections } })
}

function begin(socket: Socket, protocol: 'http:' | 'https:', options: RequestOptions, core: AgentCore): void {
  const origin = core.originOf(protocol, options)
  const { connectTimeoutMs } = core.settings
  const timer = setTimeout(() => socket.destroy(connectTimeout(origin.name, connectTimeoutMs)), connectTimeoutMs)
  const done = () => clearTimeout(timer)
  socket.prependOnceListener('connect', () => armKeepAlive(socket, core.settings))
  socket.once(protocol === 'https:' ? 'secureConnect' : 'connect', done).once('close', done)
  core.opened(socket, origin)
}

/** From the frame that called `below` on. */
function calledFrom(below: (request: OpenRequest, options: RequestOptions) => void): { readonly stack?: string } {
  const site: { readonly stack?: string } = {}
  Error.captureStackTrace(site, below)
  return site
}
