import { monotonicNow } from '../clock/index.js'
import { Connections } from './connections.js'

/** Shared by all copies of this package in a process (in a worker thread): `register` writes what the others read. */
const KEY = Symbol.for('@halfopen/node/connections')

/** The client connections of this process. Empty while no tracker runs. */
export const connections: Connections = theirs() ?? ours()

function theirs(): Connections | undefined {
  return (globalThis as Record<symbol, unknown>)[KEY] as Connections | undefined
}

function ours(): Connections {
  const made = new Connections(monotonicNow)
  Object.defineProperty(globalThis, KEY, { value: made, enumerable: false })
  return made
}
