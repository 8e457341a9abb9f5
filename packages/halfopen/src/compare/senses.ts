import { type Ending, SocketEndings, SocketHandles } from '@halfopen/kernel'

import type { Clock, Eyes } from '../host/index.js'
import { ProcessTree } from '../processes/index.js'
import type { Endings } from './race/index.js'
import { BorrowedSockets, type SocketReader, SocketWatch, TabledSockets } from './sockets/index.js'

/** How the clients' connections are seen on this host. */
export interface Senses extends Disposable {
  readonly reader: SocketReader
  readonly endings: Endings
  /** What cannot be seen this way; as of now. */
  readonly limits: readonly string[]
}

const FROM_TABLE =
  'read from the table of sockets: whether TCP keep-alive is armed is seen, its times, its probes and the user timeout are not, and connections shorter than 100 ms are missed'
const DEAF = 'the kernel does not tell of sockets that end: bytes are as of the last look'
const OVERHEARD = 'more sockets ended on this host than the kernel tells at once: some short connections may be missed'

/** Borrows the clients' sockets; where that is refused, or koffi does not load, reads the kernel's table. */
export function openSenses(eyes: Eyes, clock: Clock): Senses {
  const handles = SocketHandles.open()
  const heard = SocketEndings.open()
  const tabled = tabledSockets(eyes, clock)
  const borrowed = handles.ok ? new BorrowedSockets(handles.value) : undefined
  if (borrowed !== undefined) warmUp(borrowed)
  const refusal = () => (handles.ok ? borrowed?.refusal : handles.error.message)
  return {
    reader: {
      read: (socket) => borrowed?.read(socket) ?? (refusal() === undefined ? undefined : tabled.read(socket)),
    },
    endings: { read: (): readonly Ending[] => (heard.ok ? heard.value.read() : []), isHeard: heard.ok },
    get limits() {
      const why = refusal()
      return [
        ...(why === undefined ? [] : [`${FROM_TABLE} (${why})`]),
        ...(heard.ok ? [] : [`${DEAF} (${heard.error.message})`]),
        ...(heard.ok && heard.value.lost ? [OVERHEARD] : []),
      ]
    },
    [Symbol.dispose]() {
      if (heard.ok) heard.value[Symbol.dispose]()
    },
  }
}

/** The first calls are compiled, which takes milliseconds: longer than a connection may live. */
function warmUp(borrowed: BorrowedSockets): void {
  borrowed.warmUp()
  const watch = new SocketWatch(new ProcessTree(process.pid), borrowed, 0)
  for (let atMs = 0; atMs < 100; atMs += 10) watch.look(atMs)
}

function tabledSockets(eyes: Eyes, clock: Clock): TabledSockets {
  const look = () => {
    const result = eyes.look({ threadsOf: [] })
    return result.ok ? result.value : undefined
  }
  return new TabledSockets(look, () => clock.now())
}
