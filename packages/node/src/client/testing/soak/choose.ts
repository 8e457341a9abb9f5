import type { Random } from '@halfopen/lab'
import { AGENT_MANNERS, ARM as ARM_BY_AGENT } from './agent-manners.js'
import { ARM, DISPATCHER_MANNERS } from './dispatcher-manners.js'
import type { Manner } from './manner.js'
import type { PathName } from './paths.js'

const MANNERS = Object.entries({ ...DISPATCHER_MANNERS, ...AGENT_MANNERS })
const TOTAL_WEIGHT = MANNERS.reduce((sum, [, { weight }]) => sum + weight, 0)
/** Often enough that most connections there will be ended. */
const ARM_SHARE = 0.2

/** One of all manners, by their weights. */
export function choose(path: PathName, random: Random): readonly [string, Manner] {
  if ((path === 'idle-reset' || path === 'idle-fin') && random() < ARM_SHARE) return arming(random)
  let left = random() * TOTAL_WEIGHT
  for (const [name, manner] of MANNERS) {
    left -= manner.weight
    if (left < 0) return [name, manner]
  }
  return arming(random)
}

const arming = (random: Random) => ['arm the idle timeout', random() < 0.7 ? ARM : ARM_BY_AGENT] as const
