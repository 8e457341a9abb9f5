import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

import { DAY_MS } from '@halfopen/core'

import { type IdlePolicy, LiveConnection } from '../connection/index.js'
import type { Dispatcher } from '../dispatch/index.js'
import type { ConnectionEntry, Ledger } from '../ledger/index.js'
import type { Certificate } from './certificate.js'
import { peek } from './peek.js'
import { Speakers } from './speakers.js'

export interface FrontParts {
  readonly ledger: Ledger
  readonly dispatcher: Dispatcher
  readonly certificate: Certificate | undefined
  readonly idle: IdlePolicy | undefined
  readonly maxConnections: number
}

/**
 * A server whose one port speaks HTTP/1.1, HTTP/2 and WebSocket, over TLS when
 * it has a certificate. It keeps track of every connection from its acceptance.
 */
export function newFront({ ledger, dispatcher, certificate, idle, maxConnections }: FrontParts): Server {
  const speakers = new Speakers(dispatcher)
  const converse = ({ raw, entry }: Accepted, stream: Socket) => {
    const connection = new LiveConnection({ raw, stream, entry, idle })
    if (alpnOf(stream) === 'h2') speakers.speak('h2', stream, connection)
    else peek(stream, (spoken) => speakers.speak(spoken, stream, connection))
  }
  const server = certificate === undefined ? plainFront(ledger, converse) : tlsFront(certificate, ledger, converse)
  server.maxConnections = maxConnections
  return server
}

interface Accepted {
  readonly raw: Socket
  readonly entry: ConnectionEntry
}

type Converse = (accepted: Accepted, stream: Socket) => void

function plainFront(ledger: Ledger, converse: Converse): Server {
  return createServer({ noDelay: true }, (raw) => {
    converse({ raw, entry: ledger.opened(raw, { tls: false }) }, raw)
  })
}

function tlsFront({ certificate: cert, key }: Certificate, ledger: Ledger, converse: Converse): Server {
  const handshaking = new Map<string, Accepted>()
  // As long as the longest time here: a client that never finishes its handshake is a question too.
  const options = { noDelay: true, cert, key, ALPNProtocols: ['h2', 'http/1.1'], handshakeTimeout: DAY_MS }
  const server = createTlsServer(options, (secure) => {
    const accepted = handshaking.get(clientOf(secure))
    if (accepted === undefined) return secure.destroy()
    accepted.entry.secured(secure)
    converse(accepted, secure)
  })
  server.on('connection', (raw: Socket) => {
    const client = clientOf(raw)
    handshaking.set(client, { raw, entry: ledger.opened(raw, { tls: true }) })
    raw.once('close', () => handshaking.delete(client))
  })
  server.on('tlsClientError', (error, secure) => handshaking.get(clientOf(secure))?.entry.handshakeFailed(error))
  return server
}

/** A client has one connection from each of its ports: by that, the socket below a TLS stream is found. */
const clientOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`

const alpnOf = (stream: Socket): unknown => ('alpnProtocol' in stream ? stream.alpnProtocol : undefined)
