import type { Socket } from 'node:net'
import { type OpenOptions, openRelay, PauseSilence, PROXY_CANNOT, type Senses } from '../relay/index.js'
import type { BackendFactory, FlowPolicy } from '../types.js'

/** The middlebox in plain Node.js: works everywhere, and sees nothing but streams. */
export const portableBackend: BackendFactory = {
  backend: 'portable',
  refuses: () => undefined,
  unavailable: async () => undefined,
  open: (options: OpenOptions) =>
    openRelay(options, { backend: 'portable', senses: STREAM_SENSES, cannot: cannot(options.policy) }),
}

const STREAM_SENSES: Senses = {
  ask: 'when-due',
  hearing: (socket) => ({ lifeAgeMs: () => pendingAgeMs(socket) }),
  silence: (socket, onward) => new PauseSilence(socket, onward),
}

/** Bytes that this end has yet to take are on their way. */
const pendingAgeMs = (socket: Socket): number => (socket.writableLength > 0 ? 0 : Infinity)

function cannot({ keepAlive, atExpiry }: FlowPolicy): readonly string[] {
  const goesSilent = atExpiry !== 'close' && atExpiry !== 'reset-both'
  return [
    ...PROXY_CANNOT,
    ...(keepAlive === 'honour' ? ['it cannot see TCP keep-alive probes: only data resets the timer'] : []),
    ...(goesSilent ? ['its kernel still acknowledges late data and probes'] : []),
    'it does not see what its kernel has yet to deliver: a flow whose reader takes longer than the timeout for that is forgotten',
  ]
}
