// @ts-check
/** The one place where this benchmark knows how the scanner is called. */
import { requireBuilt } from '../repository.mjs'

/**
 * @typedef {object} Scanned
 * @property {number} rows connections seen, listeners not counted
 * @property {number} ownersFound how many of them have a process
 */

/**
 * @typedef {object} OpenScanner
 * @property {() => Scanned | Promise<Scanned>} scan
 * @property {() => void | Promise<void>} close
 */

/**
 * @param {{owners: boolean}} options
 * @returns {Promise<OpenScanner>}
 */
export async function openScanner(options) {
  requireBuilt('packages/kernel/dist')
  throw new Error(`openScanner(${JSON.stringify(options)}) is not joined to @halfopen/kernel yet`)
}
