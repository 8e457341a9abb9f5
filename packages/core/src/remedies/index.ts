import type { CauseId, Runtime } from '../words/index.js'
import { acceptStarvation } from './accept-starvation.js'
import { closedDescriptor } from './closed-descriptor.js'
import { connectBlackhole } from './connect-blackhole.js'
import { fdExhaustion } from './fd-exhaustion.js'
import { halfClosed } from './half-closed.js'
import { inheritedSocket } from './inherited-socket.js'
import { noIdleTimeout } from './no-idle-timeout.js'
import { noKeepAlive } from './no-keep-alive.js'
import { orphanedProcess } from './orphaned-process.js'
import { poolExhausted } from './pool-exhausted.js'
import { poolPerRequest } from './pool-per-request.js'
import { portExhaustion } from './port-exhaustion.js'
import { responseLeak } from './response-leak.js'
import { silentDrop } from './silent-drop.js'
import { slowReader } from './slow-reader.js'
import { staleReuse } from './stale-reuse.js'
import { streamLeak } from './stream-leak.js'
import type { CauseText, RemedyFor, RemedyText } from './types.js'
import { unreapedPool } from './unreaped-pool.js'

export { type CauseText, type Explanation, REMEDIES_FOR, type RemedyFor, type RemedyText } from './types.js'

/** Every cause explained, with a remedy in the words of each runtime. */
export const causeTexts: Readonly<Record<CauseId, CauseText>> = {
  'response-leak': responseLeak,
  'pool-per-request': poolPerRequest,
  'unreaped-pool': unreapedPool,
  'no-idle-timeout': noIdleTimeout,
  'stale-reuse': staleReuse,
  'no-keep-alive': noKeepAlive,
  'silent-drop': silentDrop,
  'connect-blackhole': connectBlackhole,
  'slow-reader': slowReader,
  'accept-starvation': acceptStarvation,
  'half-closed': halfClosed,
  'port-exhaustion': portExhaustion,
  'inherited-socket': inheritedSocket,
  'closed-descriptor': closedDescriptor,
  'fd-exhaustion': fdExhaustion,
  'pool-exhausted': poolExhausted,
  'stream-leak': streamLeak,
  'orphaned-process': orphanedProcess,
}

/** The remedy for a cause in the words of a runtime; a runtime without words of its own gets the general one. */
export function remedyFor(cause: CauseId, runtime: Runtime): RemedyText {
  return causeTexts[cause].remedies[wordsOf(runtime)]
}

function wordsOf(runtime: Runtime): RemedyFor {
  switch (runtime) {
    case 'node':
    case 'python':
    case 'java':
    case 'go':
    case 'nginx':
    case 'haproxy':
      return runtime
    case 'ruby':
    case 'php':
    case 'dotnet':
    case 'unknown':
      return 'general'
  }
}
