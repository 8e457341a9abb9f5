import { type ClientFacts, type Outcome, outcomesDiffer } from '../facts/index.js'
import { mayBeSlow, type Trait } from '../traits/index.js'
import type { Difference } from './difference.js'
import { eachAlone } from './each-alone.js'
import { idleKeepAlive } from './idle-keep-alive.js'
import { leftover } from './leftover.js'
import { OWN_RULES, RULES, unconnected } from './rules/index.js'
import { names, type Sides, sidesOf, word } from './sides.js'

/** One sentence: the difference that explains the outcomes, or how the clients differ although they end alike. */
export function explain(clients: readonly ClientFacts[], traits: readonly Trait[]): Difference {
  const stopped = clients.filter(({ outcome }) => outcome.kind === 'stopped')
  if (stopped.length > 0) {
    return { about: 'none', sentence: `Stopped before ${names(stopped)} had ended: there is nothing to compare yet.` }
  }
  const differ = outcomesDiffer(clients.map(({ outcome }) => outcome))
  const { about, sentence } = differ ? ofOutcomes(clients, traits) : ofTraits(clients, traits)
  return { about, sentence: `${sentence}${slowWords(clients)}` }
}

/** Of the whole side, or else of each that has one. */
function reasonOf(sides: Sides): Difference | undefined {
  const { best, rest } = sides
  const nobodySucceeded = best.every(({ outcome }) => outcome.kind !== 'ok')
  if (nobodySucceeded) {
    const own = eachAlone([...best, ...rest], OWN_RULES, [])
    if (own !== undefined) return own
  }
  for (const rule of RULES) {
    const reason = rule(sides)
    if (reason !== undefined) return reason
  }
  return eachAlone(rest, RULES, best) ?? unconnected(sides)
}

/** We ended it for its silence, and nothing proves that no answer was to come. */
function slowWords(clients: readonly ClientFacts[]): string {
  const slow = clients.filter(mayBeSlow)
  if (slow.length === 0) return ''
  return ` ${names(slow)} may only be slow: --patience gives ${word(slow, 'it', 'them')} longer.`
}

function ofOutcomes(clients: readonly ClientFacts[], traits: readonly Trait[]): Difference {
  const sides = sidesOf(clients)
  const reason = reasonOf(sides)
  if (reason !== undefined) return reason
  const { words, about } = leftover(clients, traits, 'different')
  const idle = idleKeepAlive(sides)
  if (words.length === 0) {
    return { about: 'none', sentence: `The outcomes differ, and nothing that was seen explains why.${idle}` }
  }
  return {
    about,
    sentence: `The outcomes differ, and so ${words.length === 1 ? 'does' : 'do'} ${listed(words)}; whether that is why cannot be seen.${idle}`,
  }
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
