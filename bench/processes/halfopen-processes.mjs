// @ts-check
/** The one place where this benchmark knows how the kernel package reads processes. */
import { requireBuilt } from '../repository.mjs'

/** @typedef {{pid: number, used: number, limit: number}} Descriptors */

/**
 * @typedef {object} ProcessReader
 * @property {(pids: readonly number[]) => Descriptors[] | Promise<Descriptors[]>} read
 * @property {() => void | Promise<void>} close
 */

/** @returns {Promise<ProcessReader>} */
export async function openProcessReader() {
  requireBuilt('packages/kernel/dist')
  throw new Error('openProcessReader() is not joined to @halfopen/kernel yet')
}
