import type { Draft } from './draft.js'
import type { Scene } from './scene.js'

/**
 * The same trouble shows at both ends of a connection and in several symptoms.
 * A finding names the culprit, not the victim: here the drafts that another one
 * explains are dropped.
 */
export function settleBlame(scene: Scene, drafts: readonly Draft[]): readonly Draft[] {
  const remaining = drafts.filter((draft) => !explained(scene, draft, drafts))
  return remaining
}

function explained(scene: Scene, draft: Draft, all: readonly Draft[]): boolean {
  switch (draft.cause) {
    case 'response-leak':
    case 'pool-exhausted':
      return draft.weight === 'pattern' && facesPressedServer(scene, draft, all)
    case 'no-idle-timeout':
      return facesLeakingClients(scene, draft, all)
    case 'unreaped-pool':
      return sameRemote(draft, all, ['response-leak'])
    case 'stale-reuse':
    case 'slow-reader':
    case 'orphaned-process':
      return sameRemote(draft, all, ['response-leak'])
    case 'fd-exhaustion':
      return all.some(
        (other) =>
          other.process === draft.process &&
          ['response-leak', 'no-idle-timeout'].includes(other.cause) &&
          takesDescriptors(scene, other),
      )
    case 'accept-starvation':
      return all.some(
        (other) => other.process === draft.process && ['fd-exhaustion', 'no-idle-timeout'].includes(other.cause),
      )
    default:
      return false
  }
}

/** Its connections are what keeps a server at its descriptor limit: the server has no idle timeout. */
function facesPressedServer(scene: Scene, draft: Draft, all: readonly Draft[]): boolean {
  const pressed = all.filter((other) => other.cause === 'no-idle-timeout' && other.weight === 'proof')
  return share(scene, draft.rows, pressed) > 0.5
}

/** Most of its idle connections belong to clients that leak them: closing them would hide the leak. */
function facesLeakingClients(scene: Scene, draft: Draft, all: readonly Draft[]): boolean {
  const leaks = all.filter(
    (other) => other.cause === 'response-leak' && (other.weight === 'proof' || draft.weight === 'pattern'),
  )
  return share(scene, draft.rows, leaks) > 0.5
}

/** Share of the rows whose other end on this host is evidence in one of the drafts. */
function share(scene: Scene, rows: readonly number[], drafts: readonly Draft[]): number {
  const theirs = new Set(drafts.flatMap((draft) => draft.rows))
  if (theirs.size === 0 || rows.length === 0) return 0
  return rows.filter((row) => theirs.has(scene.peers.peerOf(row))).length / rows.length
}

function sameRemote(draft: Draft, all: readonly Draft[], causes: readonly Draft['cause'][]): boolean {
  return all.some(
    (other) => causes.includes(other.cause) && other.process === draft.process && other.remote === draft.remote,
  )
}

/** Accounts for a good part of what the process has open. */
function takesDescriptors(scene: Scene, draft: Draft): boolean {
  const used = scene.process(draft.process).descriptors?.used ?? 0
  return draft.connections >= used * 0.3
}
