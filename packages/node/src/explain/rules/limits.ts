import { type Case, linkWith, type Rule } from '../case.js'
import type { Link } from '../chain.js'
import { portUse } from '../ports.js'
import type { Verdict } from '../types.js'
import { place } from '../words.js'

/** What this host has run out of. */
export const limits: Rule = (given) => outOfDescriptors(given) ?? outOfPorts(given)

function outOfDescriptors(given: Case) {
  const link = linkWith(given, 'EMFILE', 'ENFILE')
  if (link === undefined) return undefined
  const whose = link.code === 'EMFILE' ? 'This process has' : 'This host has'
  const verdict: Verdict = {
    summary: `${whose} no file descriptor left for another connection or file.`,
    cause: 'fd-exhaustion',
    confidence: 'certain',
    culprit: 'application',
    evidence: [
      link.message,
      'connections that are never closed are the usual holders: snapshot() lists those of this program',
    ],
    reached: 'unsent',
  }
  return { link, verdict }
}

/** From here on all ports to one remote are as good as gone: the kernel picks at random and gives up. */
const FULL_SHARE = 0.9

function outOfPorts(given: Case) {
  const link = linkWith(given, 'EADDRNOTAVAIL')
  return link === undefined ? undefined : { link, verdict: addressVerdict(link) }
}

function addressVerdict(link: Link): Verdict {
  const use = link.syscall === 'connect' ? portUse(link.address, link.port) : undefined
  const common = { culprit: 'host', reached: 'unsent' } as const
  if (use !== undefined && use.used >= use.total * FULL_SHARE) {
    return {
      ...common,
      summary: `No local port is left for another connection to ${place(link)}: ${use.used} of ${use.total} are taken.`,
      cause: 'port-exhaustion',
      confidence: 'certain',
      evidence: [
        link.message,
        `${use.used} of ${use.total} ephemeral ports have a connection to ${place(link)}, TIME-WAIT included`,
      ],
    }
  }
  const isLocal = link.syscall === 'bind'
  return {
    ...common,
    summary: isLocal
      ? `The local address ${place(link)} that the request is to come from is not one of this host.`
      : `This host has no address from which ${place(link)} can be reached.`,
    cause: null,
    // Who asked for a port that is gone a moment later cannot be told from who asked for an address that was never there.
    confidence: isLocal || use !== undefined ? 'certain' : 'possible',
    evidence: [
      link.message,
      use === undefined
        ? 'the use of local ports could not be seen'
        : `only ${use.used} of ${use.total} ephemeral ports are taken to there`,
    ],
    remedy: {
      summary: 'Check the local address, and that this host has the address family (IPv6) of the server.',
      code: 'ip addr show',
    },
  }
}
