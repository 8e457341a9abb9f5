// @ts-check
/** The one place where this benchmark knows how the kernel package reads processes. */
import { requireBuilt } from '../repository.mjs'

/** @typedef {{pid: number, used: number, limit: number}} Descriptors */

/**
 * @typedef {object} ProcessReader
 * @property {(pids: readonly number[]) => Descriptors[] | Promise<Descriptors[]>} read
 * @property {() => void | Promise<void>} close
 */

/**
 * A whole look that asks for no connection but the listening ones: what is left is the processes.
 *
 * @returns {Promise<ProcessReader>}
 */
export async function openProcessReader() {
  requireBuilt('packages/kernel/dist')
  const { Scanner } = await import('@halfopen/kernel')
  const scanner = Scanner.open({ owners: 'none', namespaces: 'own', states: ['LISTEN'] })
  return {
    read(pids) {
      const look = scanner.look()
      if (!look.ok) throw look.error
      const wanted = new Set(pids)
      return look.value.processes.flatMap(({ pid, descriptors }) =>
        wanted.has(pid) && descriptors !== null ? [{ pid, ...descriptors }] : [],
      )
    },
    close: () => scanner[Symbol.dispose](),
  }
}
