import { formatDuration } from '@halfopen/core'
import { type ClientFacts, type Outcome, outcomesDiffer } from '../facts/index.js'
import { main, type Trait } from '../traits/index.js'
import type { Difference } from './difference.js'
import { keepAliveActed, leftover } from './leftover.js'
import { RULES } from './rules/index.js'
import { names, sidesOf } from './sides.js'

/** One sentence: the difference that explains the outcomes, or how the clients differ although they end alike. */
export function explain(clients: readonly ClientFacts[], traits: readonly Trait[]): Difference {
  const stopped = clients.filter(({ outcome }) => outcome.kind === 'stopped')
  if (stopped.length > 0) {
    return { about: 'none', sentence: `Stopped before ${names(stopped)} had ended: there is nothing to compare yet.` }
  }
  return outcomesDiffer(clients.map(({ outcome }) => outcome)) ? ofOutcomes(clients, traits) : ofTraits(clients, traits)
}

function ofOutcomes(clients: readonly ClientFacts[], traits: readonly Trait[]): Difference {
  const sides = sidesOf(clients)
  for (const rule of RULES) {
    const difference = rule(sides)
    if (difference !== undefined) return difference
  }
  const { words, about } = leftover(clients, traits, 'different')
  const idle = idleKeepAlive(sides.best)
  if (words.length === 0) {
    return { about: 'none', sentence: `The outcomes differ, and nothing that was seen explains why.${idle}` }
  }
  return {
    about,
    sentence: `The outcomes differ, and so ${words.length === 1 ? 'does' : 'do'} ${listed(words)}; whether that is why cannot be seen.${idle}`,
  }
}

/** Armed keep-alive of the side that came through invites a wrong conclusion where it never came to act. */
function idleKeepAlive(best: readonly ClientFacts[]): string {
  const idle = best.find((client) => main(client)?.keepAlive?.enabled === true && !keepAliveActed(client))
  const waiting = idle === undefined ? undefined : main(idle)
  const timeS = waiting?.keepAlive?.timeS ?? null
  if (idle === undefined || waiting === undefined || timeS === null) return ''
  return ` TCP keep-alive is not the reason: ${idle.label} armed it for ${formatDuration(timeS * 1000)}, but was silent for ${formatDuration(waiting.longestSilence.ms)} at most, so it sent no probe.`
}

function ofTraits(clients: readonly ClientFacts[], traits: readonly Trait[]): Difference {
  const { words, about } = leftover(clients, traits, 'same')
  const all = `${everyone(clients)} ${ending(clients[0]?.outcome)}`
  if (words.length === 0) return { about: 'none', sentence: `${all}, and no difference between them was seen.` }
  return { about, sentence: `${all}; they differ in ${listed(words)}.` }
}

const everyone = ({ length }: readonly ClientFacts[]): string => (length === 2 ? 'Both' : `All ${length}`)

function ending(outcome: Outcome | undefined): string {
  switch (outcome?.kind) {
    case 'ok':
      return 'succeeded'
    case 'failed':
      return outcome.signal === null ? `failed (exit ${outcome.exitCode})` : `failed (${outcome.signal})`
    case 'hung':
      return 'hung'
    case 'timeout':
      return 'still ran when the time was up'
    case 'stopped':
    case undefined:
      return 'were stopped'
  }
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}
