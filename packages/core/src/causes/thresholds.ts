/**
 * Every number a rule decides by, in one place; docs/defaults.md says why each
 * is what it is. People look minutes after trouble starts, not hours: 15 s of
 * age with number, growth or steadiness has to be enough.
 */
export const THRESHOLDS = {
  /** Silence after which a connection counts as idle, ms. */
  idleMs: 2_000,
  /** Age of the oldest evidence before a leak or a missing timeout is reported, ms. */
  oldMs: 15_000,
  /** Unread responses from which on a leak is reported. */
  unreadLeaks: 3,
  /** Time that unread responses have lain when their process ends before they are a leak, ms. */
  heldUnreadMs: 1_000,
  /** The same where requests went on, one after the other, beside those that were unread, ms. */
  heldBesideMs: 250,
  /** Less, and the response may just have arrived when the process ended, ms. */
  justArrivedMs: 100,
  /** The same for one or two, of a process that ended by itself, ms. */
  heldFewMs: 5_000,
  /** Local addresses from which a process connects to one remote that make it many clients in one. */
  manySources: 4,
  /** Bytes that come later after a request than this may be something else than its response, ms. */
  promptMs: 5_000,
  /** Connections in CLOSE-WAIT from which on a leak is reported; a lazy pool holds one or two. */
  closeWaitLeaks: 4,
  /** Age of the oldest FIN in a leak, ms: the kernel tells it at the first look. */
  finAgeMs: 10_000,
  /** Time within which a program that notices a FIN has closed its side, ms. */
  noticedMs: 2_000,
  /** Idle connections that a growing leak must hold. */
  growingLeaks: 5,
  /** Connections that a leak must hold to be reported young. */
  quickLeaks: 8,
  /** Connections that must have been seen to open then. */
  quickBirths: 3,
  /** Age of its oldest connection then, ms. */
  quickMs: 5_000,
  /** Idle connections that a leak which grows no more must hold. */
  plateauLeaks: 8,
  /** The same where a thread is blocked in a lock, as one that waits for a pool's slot is. */
  plateauLeaksWithWaiter: 5,
  /** A leak holds at least this many times more connections than ever were busy at once. */
  idleToBusy: 2,
  /** The same where nothing but their number speaks for a leak. */
  plateauIdleToBusy: 3,
  /** Connections opened within the looks from which on something grows. */
  births: 2,
  /** Share of the new connections that must stay, where clients come and go. */
  netGrowth: 0.25,
  /** Time for which one close of an idle connection shows that there is an idle timeout, ms. */
  idleCloseMs: 10 * 60_000,
  /** Idle for longer than this is for ever, whatever else was closed, ms. */
  foreverMs: 10 * 60_000,
  /** Time without a new connection that makes a plateau, ms. */
  plateauMs: 4_000,
  /** CLOSE-WAIT connections beyond a lazy pool's one or two. */
  unreaped: 3,
  /** Idle inbound connections that a server without an idle timeout must hold. */
  idleInbound: 8,
  /** Share of the descriptors from which on a process is pressed. */
  pressed: 0.9,
  /** Share of the descriptors that idle connections must hold to be the reason. */
  pressedByIdle: 0.5,
  /** Silence of a waiting connection without TCP keep-alive before it is mentioned, ms. */
  waitMs: 10_000,
  /** The same before it is a warning although the other end is on this host and no address is translated. */
  longWaitMs: 60_000,
  /** The shortest idle timeout that cloud load balancers and NAT gateways come with, ms. */
  shortestHopMs: 240_000,
  /** Retransmission timeouts in a row before a path counts as dead. */
  retransmits: 3,
  /** Time without any acknowledgment before a path counts as dead, ms. */
  noAckMs: 3_000,
  /** Unanswered keep-alive probes before a path counts as dead. */
  probes: 2,
  /** Share of a server's connections below which dead ones are clients that went away. */
  deadShare: 0.1,
  /** SYN retransmissions before a destination counts as a black hole. */
  synRetries: 3,
  /** Attempts before that, of a client that gives up before its SYN is sent again. */
  synAttempts: 2,
  /** Time a sender has been stopped by a closed window before the reader is slow, ms. */
  stalledMs: 12_000,
  /** Average rate above which a reader that stands still is pausing, bytes per second. */
  readingBytesPerS: 32_768,
  /** Time an unread, full receive queue has stood still where only the receiving end is seen, ms. */
  unreadMs: 30_000,
  /** Bytes that make a receive queue full enough to stop a sender. */
  unreadBytes: 32_768,
  /** Oldest connection in a full accept queue, ms: a burst of a second is no starvation. */
  fullQueueMs: 3_000,
  /** Oldest connection in an accept queue that is not full, ms. */
  waitingQueueMs: 10_000,
  /** Silence after which a connection that ended on use was idle, ms. */
  staleIdleMs: 500,
  /** Time over which endings count as recent, ms. */
  recentMs: 60_000,
  /** Share of the descriptors from which on exhaustion is reported without growth. */
  nearlyOut: 0.95,
  /** Share from which on a steady growth is reported. */
  runningOut: 0.8,
  /** Share below which even a fast growth may be a program that starts. */
  halfOut: 0.5,
  /** Looks over at least this long make a growth of descriptors steady, ms. */
  steadyMs: 4_000,
  /** A growth that exhausts the descriptors within this time is reported below `runningOut` too, ms. */
  soonMs: 10 * 60_000,
} as const
