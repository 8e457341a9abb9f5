// @ts-check
/** The one place where this benchmark knows how the program watches. */
import { programFile } from '../repository.mjs'

/**
 * @param {{intervalSeconds: number, home: string}} watch the folder where it may leave its state
 * @returns {{command: string[], env: NodeJS.ProcessEnv}}
 */
export function watchCommand({ intervalSeconds, home }) {
  return {
    command: [process.execPath, programFile(), 'watch', '--interval', `${intervalSeconds}s`],
    env: { ...process.env, HOME: home, XDG_STATE_HOME: home, XDG_DATA_HOME: home, XDG_CACHE_HOME: home },
  }
}

/**
 * How many connections `watch` says that it saw at its last look, so that a program that looks at nothing cannot
 * pass; null where it does not say.
 *
 * @param {string} output all that it wrote
 * @returns {number | null}
 */
export function connectionsWatched(output) {
  const said = /the last at (\d+) connections/.exec(output)?.[1]
  return said === undefined ? null : Number(said)
}
