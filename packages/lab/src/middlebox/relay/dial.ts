import { lookup } from 'node:dns/promises'
import { connect, type Socket, type TcpNetConnectOpts } from 'node:net'
import { HalfopenError, printable } from '@halfopen/core'
import { type Address, hostPort } from '../../serving/index.js'

/** How much of a stream is held between its two connections: one portion as Node.js reads it. More is slower (bench/probe/middlebox.mjs). */
const HELD_BYTES = 64 * 1024

/** Longer than three lost SYNs (1 + 2 + 4 + 8 s, tcp(7) tcp_syn_retries), shorter than a person's patience. */
const DIAL_LIMIT_MS = 20_000

/** Where clients on this host seem to come from: 127.0.0.1 has their port in use. What a masquerading NAT's outer address is elsewhere. */
const NAT_ADDRESS = '127.0.0.2'

export interface Target {
  readonly address: Address
  /** An IPv4 loopback address that it has, if any. */
  readonly loopback: string | undefined
  /** Which addresses of ours to come from when the target is on this host, the preferred one first. */
  readonly from: readonly string[]
}

/** @throws HalfopenError HO_TARGET when the name does not resolve. */
export async function resolveTarget(address: Address): Promise<Target> {
  try {
    const found = await lookup(address.host, { all: true })
    return { address, loopback: found.find(({ address }) => address.startsWith('127.'))?.address, from: [NAT_ADDRESS] }
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException
    throw new HalfopenError('HO_TARGET', `${printable(hostPort(address))} does not resolve: ${code}`, { cause })
  }
}

/**
 * Connects to the target. On this host the client's port is kept, as a
 * masquerading NAT keeps it where it is free: the server's records then show
 * which client it was. `started` is given each socket that is tried.
 */
export async function dial(target: Target, clientPort: number, started: (socket: Socket) => void): Promise<Socket> {
  const { address, loopback, from } = target
  const plain = { host: address.host, port: address.port }
  if (loopback === undefined) return connected(plain, started)
  for (const localAddress of from) {
    const kept = { host: loopback, port: address.port, localAddress, localPort: clientPort }
    try {
      return await connected(kept, started)
    } catch (error) {
      if (!mayTryAgain(error as NodeJS.ErrnoException)) throw error
    }
  }
  return connected(plain, started)
}

/** The port is taken, or the name has another address where something listens. A target that took the connection and reset it must not get another. */
const mayTryAgain = ({ code = '' }: NodeJS.ErrnoException): boolean =>
  ['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES', 'ECONNREFUSED'].includes(code)

async function connected(to: TcpNetConnectOpts, started: (socket: Socket) => void): Promise<Socket> {
  const socket = connect({ ...to, ...RELAY_SOCKET })
  started(socket)
  return new Promise((resolve, reject) => {
    const failed = (error?: Error) => reject(error ?? new Error('given up'))
    socket.setTimeout(DIAL_LIMIT_MS, () => socket.destroy(new Error('no answer within 20 s')))
    socket.once('error', failed)
    socket.once('close', () => failed())
    socket.once('connect', () => {
      socket.setTimeout(0).removeAllListeners('timeout')
      socket.off('error', failed)
      resolve(socket)
    })
  })
}

/** Both ends alike: no segment waits for another to fill up, and a FIN closes one direction only. */
export const RELAY_SOCKET = { allowHalfOpen: true, noDelay: true, highWaterMark: HELD_BYTES } as const
