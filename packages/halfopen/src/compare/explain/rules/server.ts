import { formatDuration } from '@halfopen/core'
import type { AppRequest, ClientFacts } from '../../facts/index.js'
import { main } from '../../traits/index.js'
import { longest, names } from '../sides.js'
import type { Rule } from './rule.js'

/** The app got the request and has not answered: it is not the path. Only the lab's own app tells that. */
export const server: Rule = ({ best, rest }) => {
  const requests = rest.map(lastRequest)
  if (!requests.every((request) => request !== undefined && request.answeredMs === null)) return undefined
  if (!best.every((client) => (lastRequest(client)?.answeredMs ?? null) !== null)) return undefined
  const asked = differentQuestions(best, rest)
  const waited = formatDuration(longest(rest.map((client) => main(client)?.lastSilence.ms ?? 0)))
  return {
    about: 'server',
    sentence: `The app received the request of ${names(rest)} and did not answer it in ${waited}; it answered that of ${names(best)}${asked}.`,
  }
}

function differentQuestions(best: readonly ClientFacts[], rest: readonly ClientFacts[]): string {
  const paths = (clients: readonly ClientFacts[]) => [
    ...new Set(clients.map((client) => lastRequest(client)?.path ?? '')),
  ]
  const [one, other] = [paths(best), paths(rest)]
  if (one.length !== 1 || other.length !== 1 || one[0] === other[0]) return ''
  return `, which asked for ${one[0]} and not for ${other[0]}`
}

const lastRequest = (client: ClientFacts): AppRequest | undefined => main(client)?.app?.requests.at(-1)
