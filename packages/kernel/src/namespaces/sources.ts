import { HalfopenError, type Result, type TcpState } from '@halfopen/core'
import type { Libc, Memory } from '../native/index.js'
import { type Channel, NetlinkSocket, NetlinkSource } from '../netlink/index.js'
import { NetTcpSource } from '../nettcp/index.js'
import { parsePortRange, readAscii } from '../proc/index.js'
import { type Reading, SocketSink } from '../sockets/index.js'
import type { Namespace } from './namespace.js'
import { NamespaceVisitor } from './visitor.js'

/** Linux 5.4 and later (net.core.somaxconn). */
const DEFAULT_BACKLOG_MAX = 4096

/** Gives each namespace its source of sockets. */
export interface SourceFactory {
  readonly kind: 'netlink' | 'procfs'
  furnishOwn(namespace: Namespace): void
  furnish(namespace: Namespace): void
  read(namespace: Namespace, states: readonly TcpState[], sink: SocketSink): Result<Reading>
  close(): void
}

/** Everywhere through /proc/PID/net/tcp. */
export class ProcfsSources implements SourceFactory {
  readonly kind = 'procfs'

  furnishOwn(namespace: Namespace): void {
    readPortRange(namespace)
    this.furnish(namespace)
  }

  furnish(namespace: Namespace): void {
    namespace.source = netTcpSource(namespace)
  }

  read(namespace: Namespace, states: readonly TcpState[], sink: SocketSink): Result<Reading> {
    return readSource(namespace, states, sink)
  }

  close(): void {
    // Nothing is held.
  }
}

/** Through sock_diag, with a socket in each namespace; where it cannot be entered, through /proc/PID/net/tcp. */
export class NetlinkSources implements SourceFactory {
  readonly kind = 'netlink'
  readonly #libc: Libc
  /** One for all: they are read one after the other. */
  readonly #memory: Memory
  #visitor: NamespaceVisitor | undefined
  /** The namespace whose process ended before it could be entered through it. */
  #missed: Namespace | undefined

  private constructor(libc: Libc) {
    this.#libc = libc
    this.#memory = NetlinkSocket.memory(libc)
  }

  /** Asks for the listeners, which are few, to learn whether the kernel answers at all. */
  static probe(libc: Libc): Result<NetlinkSources> {
    const sources = new NetlinkSources(libc)
    const own = new NetlinkSource(() => NetlinkSocket.open(libc, sources.#memory))
    const reading = own.read(['LISTEN'], new SocketSink())
    own.close()
    return reading.ok ? { ok: true, value: sources } : reading
  }

  furnishOwn(namespace: Namespace): void {
    readPortRange(namespace)
    namespace.source = new NetlinkSource(() => NetlinkSocket.open(this.#libc, this.#memory))
  }

  furnish(namespace: Namespace): void {
    namespace.source = new NetlinkSource(() => this.#openInside(namespace))
  }

  read(namespace: Namespace, states: readonly TcpState[], sink: SocketSink): Result<Reading> {
    const reading = readSource(namespace, states, sink)
    if (reading.ok || reading.error.code !== 'HO_NETLINK_OPEN' || namespace.index === 0) return reading
    if (this.#missed === namespace) {
      // Another process may live there: the next look enters through it.
      this.#missed = undefined
      return { ok: true, value: { inconsistent: true } }
    }
    namespace.limit = `network namespace ${namespace.id} is read without tcp_info (${reading.error.message}): \`sudo halfopen …\` shows it`
    namespace.source = netTcpSource(namespace)
    return readSource(namespace, states, sink)
  }

  close(): void {
    this.#visitor?.close()
    this.#visitor = undefined
  }

  #openInside(namespace: Namespace): Result<Channel> {
    this.#visitor ??= new NamespaceVisitor(this.#libc)
    const opened = this.#visitor.visit(`${namespace.directory}/ns/net`, namespace.id, () => {
      readPortRange(namespace)
      return NetlinkSocket.open(this.#libc, this.#memory)
    })
    if ('ok' in opened) return opened
    if (opened.gone) this.#missed = namespace
    return { ok: false, error: new HalfopenError('HO_NETLINK_OPEN', opened.closed) }
  }
}

function readSource(namespace: Namespace, states: readonly TcpState[], sink: SocketSink): Result<Reading> {
  return namespace.source?.read(states, sink) ?? { ok: true, value: { inconsistent: false } }
}

function netTcpSource(namespace: Namespace): NetTcpSource {
  return new NetTcpSource(() => ({ directory: `${namespace.directory}/net`, backlogMax: backlogMax() }))
}

/** The files under /proc/sys/net are those of the namespace in which the reader is. */
function readPortRange(namespace: Namespace): void {
  const range = parsePortRange(readAscii('/proc/sys/net/ipv4/ip_local_port_range') ?? '')
  if (range !== null) namespace.ephemeralPorts = range
}

function backlogMax(): number {
  return Number(readAscii('/proc/sys/net/core/somaxconn') ?? '') || DEFAULT_BACKLOG_MAX
}
