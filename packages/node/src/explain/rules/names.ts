import { linkWith, type Rule } from '../case.js'
import type { Link } from '../chain.js'
import type { Verdict } from '../types.js'

/** The name of the server could not be resolved. */
export const names: Rule = (given) => {
  const link =
    given.links.findLast(({ syscall }) => syscall === 'getaddrinfo' || syscall?.startsWith('query') === true) ??
    linkWith(given, 'ENOTFOUND', 'EAI_AGAIN')
  return link === undefined ? undefined : { link, verdict: verdictOf(link) }
}

function verdictOf(link: Link): Verdict {
  const name = link.hostname ?? 'the server'
  const isMissing = link.code === 'ENOTFOUND' || link.code === 'ENODATA' || link.code === 'EAI_NONAME'
  return {
    summary: isMissing
      ? `The name service knows no address for ${name}.`
      : `The name service did not tell the address of ${name} (${link.code ?? link.message}).`,
    cause: null,
    confidence: 'certain',
    culprit: 'name service',
    evidence: [link.message],
    reached: 'unsent',
    remedy: isMissing
      ? {
          summary: 'Check the spelling, and the search domains of the resolver.',
          code: `getent ahosts ${shellWord(name)}`,
        }
      : {
          summary: 'Check that the resolver answers; lookups share four threads (UV_THREADPOOL_SIZE) with file access.',
          code: 'cat /etc/resolv.conf',
        },
  }
}

/** A name from an error goes into a command that a person may paste. */
function shellWord(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : 'NAME'
}
