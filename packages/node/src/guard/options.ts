/** How a number among the options is written down: in code, in errors and in docs/node-guard.md. */
export interface NumberOption {
  readonly unit: 'ms' | 'bytes/s' | 'connections' | 'descriptors'
  readonly min: number
  readonly max: number
  /** A text where it is worked out when the guard starts. */
  readonly default: number | string
  readonly meaning: string
  readonly reason: string
}

const DAY_MS = 86_400_000

/** Every numeric option. 0, where the range has it, turns the bound off. */
export const NUMBER_OPTIONS = {
  idleTimeoutMs: {
    unit: 'ms',
    min: 1,
    max: DAY_MS,
    default: 65_000,
    meaning:
      'How long a connection may stay open between two requests. Advertised as `Keep-Alive: timeout=…`; the connection is closed 1 s later, so that a request sent at the last moment still arrives.',
    reason:
      'Longer than the 60 s after which the commonest load balancers close, so that they close first; the budget makes it harmless. With `behind`: 5 s longer than that hop.',
  },
  headersTimeoutMs: {
    unit: 'ms',
    min: 0,
    max: DAY_MS,
    default: 60_000,
    meaning:
      'How long a request’s headers may take from their first byte; on a new connection, from the connect. Then 408.',
    reason: 'Node’s own default; Node looks every 30 s, the guard at least every second.',
  },
  requestTimeoutMs: {
    unit: 'ms',
    min: 0,
    max: DAY_MS,
    default: 300_000,
    meaning: 'How long a whole request, body included, may take from its headers. Then 408.',
    reason: 'Node’s own default. A large upload over a slow line needs more.',
  },
  slowBodyTimeoutMs: {
    unit: 'ms',
    min: 0,
    max: DAY_MS,
    default: 30_000,
    meaning:
      'For how long a request’s body may arrive more slowly than `minBytesPerSecond`, while it is waited for and no answer is on its way. Then 408 where none has begun.',
    reason: 'Several TCP retransmission timeouts (RFC 6298): a stalled radio link recovers, a drip does not.',
  },
  slowReaderTimeoutMs: {
    unit: 'ms',
    min: 0,
    max: DAY_MS,
    default: 30_000,
    meaning:
      'For how long a client may take its response more slowly than `minBytesPerSecond` while bytes wait for it; what it may hold unread prolongs it, to ten times this at most.',
    reason: 'As for the body. Node itself has no bound at all here.',
  },
  minBytesPerSecond: {
    unit: 'bytes/s',
    min: 1,
    max: 1_000_000_000,
    default: 240,
    meaning: 'What counts as progress of a body, in either direction.',
    reason: 'The figure of ASP.NET Core’s Kestrel: below any modem, above any drip.',
  },
  handlerTimeoutMs: {
    unit: 'ms',
    min: 0,
    max: DAY_MS,
    default: 0,
    meaning: 'How long a handler may take from the end of the request to the first byte of its answer. Then 503.',
    reason: 'Off: a long poll answers late on purpose, and only the application knows.',
  },
  maxConnections: {
    unit: 'connections',
    min: 1,
    max: 10_000_000,
    default: 'descriptor limit − reserve; 10,000 where the limit is unknown',
    meaning:
      'The budget. When it is reached, or the process has fewer than `reserveDescriptors` left, the longest-idle connection makes room for a new one.',
    reason: 'What the process may open, less what the rest of the program needs.',
  },
  reserveDescriptors: {
    unit: 'descriptors',
    min: 1,
    max: 10_000_000,
    default: 'an eighth of the limit, 32 to 1,024',
    meaning: 'Descriptors kept free for files, outgoing connections and the waiting room.',
    reason: 'At the limit itself libuv accepts and closes connections without telling anyone.',
  },
  stallGraceMs: {
    unit: 'ms',
    min: 1,
    max: DAY_MS,
    default: 1_000,
    meaning:
      'When the budget is used up and nothing is idle: a client slower than `minBytesPerSecond` for this long makes room too, the slowest-longest first; what a reader may hold unread prolongs it.',
    reason:
      'Longer than one retransmission timeout; a client that reads 100 kB/s keeps its place. Matters only when the alternative is to refuse others.',
  },
  maxWaiting: {
    unit: 'connections',
    min: 0,
    max: 100_000,
    default: 'half the reserve, at most 256',
    meaning: 'How many new connections may wait for a place when all are busy.',
    reason: 'They use descriptors of the reserve; half of it stays for the program.',
  },
  waitForPlaceMs: {
    unit: 'ms',
    min: 0,
    max: DAY_MS,
    default: 5_000,
    meaning: 'How long a new connection waits for a place before it is answered 503 with `Connection: close`.',
    reason: 'A client’s patience to connect; HAProxy’s queue waits as long as its connect timeout, usually 5 s.',
  },
  tcpKeepAliveTimeMs: {
    unit: 'ms',
    min: 0,
    max: DAY_MS,
    default: 60_000,
    meaning: 'TCP keep-alive time of accepted connections: silence after which the kernel probes the client.',
    reason: 'Shorter than every known middlebox’s idle timeout but one minute; finds dead clients during a long poll.',
  },
  drainGraceMs: {
    unit: 'ms',
    min: 0,
    max: DAY_MS,
    default: 10_000,
    meaning: 'With `drainOn`: how long requests in flight may take before they are cut off.',
    reason: 'Shorter than the 30 s that Kubernetes and the 10 s more that most supervisors give before SIGKILL.',
  },
} as const satisfies Record<string, NumberOption>

export type NumberOptionName = keyof typeof NUMBER_OPTIONS

/** A hop of the table in `@halfopen/core`, or the hop with the idle timeout that it was set to. */
export type Behind = string | { readonly hop: string; readonly idleTimeoutMs: number }

/** Options of `guard`; units, ranges, defaults and reasons in {@link NUMBER_OPTIONS} and docs/node-guard.md. */
export interface GuardOptions extends Partial<Readonly<Record<NumberOptionName, number>>> {
  /** What stands in front: an id of `HOPS`, such as `aws-alb`. Sets the idle timeout, and gives advice. Default: nothing known. */
  readonly behind?: Behind
  /** Signals on which to drain and then end as the signal would have; default none. HO_OPTION for what this system lacks or nobody can catch. */
  readonly drainOn?: readonly NodeJS.Signals[]
}
