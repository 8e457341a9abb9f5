import type { CauseId } from '../words/index.js'
import { findStarvedListeners } from './accept-starvation.js'
import { settleBlame } from './blame.js'
import { findBlackholes } from './connect-blackhole.js'
import type { Draft } from './draft.js'
import { findExhaustedDescriptors } from './fd-exhaustion.js'
import { findHeldResponses } from './held-responses.js'
import { findMissingIdleTimeouts } from './no-idle-timeout.js'
import { findUnprotectedWaits } from './no-keep-alive.js'
import { findOrphans, type SettleEnd } from './orphaned-process.js'
import { findExhaustedPools } from './pool-exhausted.js'
import { findResponseLeaks } from './response-leak.js'
import type { Scene } from './scene.js'
import { findSilentDrops } from './silent-drop.js'
import { findSlowReaders } from './slow-reader.js'
import { findStaleReuse } from './stale-reuse.js'
import { findUnreapedPools } from './unreaped-pool.js'
import { findKeptClosed } from './unseen-ages.js'

/** A rule reads the scene, and what the rules before it have found. */
type Rule = (scene: Scene, found: readonly Draft[]) => readonly Draft[]

/**
 * The rule of every cause. `null`: the cause is explained, its rule is not
 * written yet. A new cause does not compile until it stands here.
 */
const RULES: Readonly<Record<CauseId, Rule | null>> = {
  'response-leak': (scene) => [...findResponseLeaks(scene), ...findKeptClosed(scene)],
  'unreaped-pool': findUnreapedPools,
  'no-idle-timeout': findMissingIdleTimeouts,
  'stale-reuse': findStaleReuse,
  'no-keep-alive': findUnprotectedWaits,
  'silent-drop': findSilentDrops,
  'connect-blackhole': findBlackholes,
  'slow-reader': findSlowReaders,
  'accept-starvation': findStarvedListeners,
  'fd-exhaustion': findExhaustedDescriptors,
  'pool-exhausted': findExhaustedPools,
  'pool-per-request': null,
  'half-closed': null,
  'port-exhaustion': null,
  'inherited-socket': null,
  'closed-descriptor': null,
  'stream-leak': null,
  'orphaned-process': null,
}

/** What processes would leave behind if they ended now. */
const HELD_RULES: Readonly<Partial<Record<CauseId, Rule>>> = {
  'response-leak': findHeldResponses,
  'fd-exhaustion': findExhaustedDescriptors,
}

/** The same for processes that outlive the command that started them. */
const outlivingRules = (end: SettleEnd): Readonly<Partial<Record<CauseId, Rule>>> => ({
  ...HELD_RULES,
  'orphaned-process': (scene) => findOrphans(scene, end),
})

/** The causes that halfopen can find today. */
export const FOUND_CAUSES: readonly CauseId[] = (Object.keys(RULES) as CauseId[]).filter(
  (id) => RULES[id] !== null || outlivingRules('over')[id] !== undefined,
)

/** What all rules find in the scene, each trouble once, at its culprit. */
export function findCauses(scene: Scene): readonly Draft[] {
  return findBy(RULES, scene)
}

/** What each process would leave behind if it ended now. */
export function findHeld(scene: Scene): readonly Draft[] {
  return findBy(HELD_RULES, scene)
}

/** What processes hold that outlive the command that started them. */
export function findOutliving(scene: Scene, end: SettleEnd): readonly Draft[] {
  return findBy(outlivingRules(end), scene)
}

function findBy(rules: Readonly<Partial<Record<CauseId, Rule | null>>>, scene: Scene): readonly Draft[] {
  const found: Draft[] = []
  for (const rule of Object.values(rules)) {
    // Not spread: a rule may find more than the stack holds arguments.
    for (const draft of rule?.(scene, found) ?? []) found.push(draft)
  }
  return settleBlame(scene, found)
}
