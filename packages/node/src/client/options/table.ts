/** One numeric option, as it is validated and documented. */
export interface OptionRule {
  readonly unit: 'ms' | 'connections' | 'retries' | 'probes' | 'share'
  readonly least: number
  readonly most: number
  readonly default: number
  /** Whether 0, outside the range, switches it off. */
  readonly zero?: 'off'
  readonly what: string
  readonly why: string
}

const DAY_MS = 86_400_000

/** Every numeric option: the range it is held to, its default, and why that default. */
export const OPTIONS = {
  connections: {
    unit: 'connections',
    least: 1,
    most: 65_535,
    default: 64,
    what: 'Most connections to one origin (pool max).',
    why: 'More than enough where answers take 100 ms (640 a second); a leak shows at 64 and not at 64,000.',
  },
  totalConnections: {
    unit: 'connections',
    least: 1,
    most: 65_535,
    default: 512,
    what: 'Most connections to all origins together; the longest-idle one of another origin makes room.',
    why: 'Half of the usual soft limit of 1,024 descriptors: the rest is for files and the server side.',
  },
  poolTimeoutMs: {
    unit: 'ms',
    least: 1,
    most: DAY_MS,
    default: 10_000,
    what: 'Longest wait for a connection when all are leased; then HO_POOL_TIMEOUT.',
    why: 'Whoever called this program usually gives up after 30 s: fail before, while somebody still hears it.',
  },
  connectTimeoutMs: {
    unit: 'ms',
    least: 1,
    most: DAY_MS,
    default: 10_000,
    what: 'Longest time for name, TCP and TLS; then HO_CONNECT_TIMEOUT.',
    why: 'Lets the SYN be sent four times (0, 1, 3 and 7 s), as undici does.',
  },
  headersTimeoutMs: {
    unit: 'ms',
    least: 1,
    most: DAY_MS,
    default: 300_000,
    zero: 'off',
    what: 'Longest silence between request and response headers; then HO_HEADERS_TIMEOUT.',
    why: 'The same 300 s as undici and as requestTimeout of node:http servers.',
  },
  bodyTimeoutMs: {
    unit: 'ms',
    least: 1,
    most: DAY_MS,
    default: 300_000,
    zero: 'off',
    what: 'Longest silence of the server between two pieces of a body that is being read; then HO_BODY_TIMEOUT.',
    why: 'The same 300 s as undici. A body that the application does not read is a matter of unreadTimeoutMs.',
  },
  deadlineMs: {
    unit: 'ms',
    least: 1,
    most: DAY_MS,
    default: 0,
    zero: 'off',
    what: 'Longest time for the whole: wait, connect, retries, headers and body; then HO_DEADLINE.',
    why: 'Off: a download or an event stream has no length that would be right for all; its parts are bounded anyway.',
  },
  unreadTimeoutMs: {
    unit: 'ms',
    least: 1,
    most: DAY_MS,
    default: 30_000,
    zero: 'off',
    what: 'Longest time that a response which nobody reads may hold its connection; then HO_UNREAD_TIMEOUT.',
    why: 'Longer than a handler takes over one piece; three times shorter than it takes to miss it in a dashboard.',
  },
  idleTimeoutMs: {
    unit: 'ms',
    least: 1,
    most: DAY_MS,
    default: 4000,
    what: 'How long a connection may lie idle and still be reused, while nothing is known of the server.',
    why: 'The shortest common server timeout is 5 s (Node.js, Apache); less the margin of one second.',
  },
  maxIdleTimeoutMs: {
    unit: 'ms',
    least: 1,
    most: DAY_MS,
    default: 600_000,
    what: 'The same, at most, whatever the server announces with Keep-Alive: timeout=N.',
    why: 'As undici; longer saves one handshake in ten minutes and holds a descriptor for it.',
  },
  idleMarginMs: {
    unit: 'ms',
    least: 0,
    most: 60_000,
    default: 1000,
    what: 'Taken from a limit that was announced or observed; never more than a fifth of it.',
    why: 'The request must arrive before the server closes: a second covers a slow path and a busy event loop.',
  },
  retries: {
    unit: 'retries',
    least: 0,
    most: 5,
    default: 2,
    what: 'How often a request that died on a stale connection is sent again (createDispatcher).',
    why: 'The first retry gets a new connection, so a second one is needed only when the server restarts just then.',
  },
  keepAliveTimeMs: {
    unit: 'ms',
    least: 1000,
    most: 7_200_000,
    default: 60_000,
    zero: 'off',
    what: 'TCP keep-alive time: silence before the first probe.',
    why: 'Well under the shortest idle timeout of load balancers and NAT gateways, 240 s.',
  },
  keepAliveIntervalMs: {
    unit: 'ms',
    least: 1000,
    most: 600_000,
    default: 15_000,
    what: 'TCP keep-alive interval between probes. From Node.js 24.19 and 26.4; before it is 1 s.',
    why: 'With four probes a dead path is known after two minutes; a probe each second would be a ping.',
  },
  keepAliveProbes: {
    unit: 'probes',
    least: 1,
    most: 100,
    default: 4,
    what: 'TCP keep-alive probes without an answer until the connection is dead. From Node.js 24.19 and 26.4; before 10.',
    why: 'Four losses in a row are no accident.',
  },
  pressureAt: {
    unit: 'share',
    least: 0.01,
    most: 1,
    default: 0.75,
    what: 'Share of `connections` leased at which onPressure is called; again after it fell below half of that.',
    why: 'At 75 % there is time to look; at 100 % requests wait already.',
  },
} as const satisfies Record<string, OptionRule>

export type OptionName = keyof typeof OPTIONS
