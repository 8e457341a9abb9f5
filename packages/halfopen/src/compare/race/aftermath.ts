import type { Snapshot } from '@halfopen/core'
import { portOf, type PortPairs, Remains, type Track } from '../sockets/index.js'
import type { Heard } from './heard.js'

/** What tells of connections whose descriptors are closed. */
export interface Witnesses {
  readonly snapshot: Snapshot
  /** What was in the table before the clients began. */
  readonly before: PortPairs
  readonly heard: Heard
}

/**
 * Learns what the descriptors did not tell: who closed first, and the last bytes. Gives the client ends of connections
 * to the same servers that no client was seen to hold.
 */
export function learnRest(tracks: readonly Track[], { snapshot, before, heard }: Witnesses): ReadonlySet<string> {
  const remains = new Remains(snapshot, new Set(tracks.map(({ last }) => portOf(last.remote))), before)
  for (const track of tracks.filter(({ isOpen }) => !isOpen)) {
    const closer = remains.closerOf(track)
    if (closer !== undefined) track.learnCloser(closer)
    const ending = heard.of(track.last)
    if (ending !== undefined) track.learnEnding(ending)
  }
  const ours = new Set(tracks.map(({ last }) => last.local))
  const servers = new Set(tracks.map(({ last }) => last.remote))
  const ends = [
    ...heard.clientsOf(servers, before),
    ...[...servers].flatMap((server) => [...remains.clientsOf(server)]),
  ]
  return new Set(ends.filter((end) => !ours.has(end)))
}
