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
  const { Diagnosis } = await import('@halfopen/core')
  const { Scanner } = await import('@halfopen/kernel')
  let nowMs = 0
  const scanner = Scanner.open({ clock: () => nowMs })
  const diagnosis = new Diagnosis()
  return {
    look(atMs) {
      nowMs = atMs
      const look = scanner.look({ threadsOf: diagnosis.suspects() })
      if (!look.ok) throw look.error
      diagnosis.observe(look.value)
      diagnosis.processes()
      return { connections: look.value.connections.length, findings: diagnosis.findings().length }
    },
    close: () => scanner[Symbol.dispose](),
  }
}
