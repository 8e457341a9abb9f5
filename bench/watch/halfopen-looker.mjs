// @ts-check
/** The one place where this benchmark knows how `watch` looks: scan, history, causes. */
import { requireBuilt } from '../repository.mjs'

/** @typedef {{connections: number, findings: number}} Looked */

/**
 * @typedef {object} Looker
 * @property {(atMs: number) => Looked | Promise<Looked>} look the look at this moment of a simulated clock
 * @property {() => void | Promise<void>} close
 */

/** @returns {Promise<Looker>} */
export async function openLooker() {
  requireBuilt('packages/halfopen/dist')
  throw new Error('openLooker() is not joined to the packages yet')
}
