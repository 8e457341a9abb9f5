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
  const { Scanner } = await import('@halfopen/kernel')
  const scanner = Scanner.open({ owners: options.owners ? 'all' : 'none' })
  return {
    scan() {
      const look = scanner.look()
      if (!look.ok) throw look.error
      const { length, columns } = look.value.connections
      return {
        rows: length,
        ownersFound: columns.owner.subarray(0, length).reduce((n, owner) => n + (owner >= 0 ? 1 : 0), 0),
      }
    },
    close: () => scanner[Symbol.dispose](),
  }
}
