import { within } from '../../boundary/index.js'
import type { Source } from '../../ledger/index.js'
import { listen } from './channels.js'
import { Copies } from './copies.js'
import { Desk } from './desk.js'
import { wrapFetch } from './global-fetch.js'

/** Global fetch, and every copy of undici from npm. */
export const undiciSource: Source = {
  name: 'undici',
  start(ledger) {
    const desk = new Desk(ledger)
    const copies = new Copies(desk)
    const stops = [
      ledger.beforeLook(within(() => desk.gather())),
      listen(desk, () => copies.hookGlobal()),
      copies.hookModules(),
      wrapFetch(desk, () => {
        loadOwnUndici()
        copies.hookGlobal()
      }),
      () => copies.unhook(),
    ]
    copies.hookGlobal()
    return () => {
      for (const stop of stops.toReversed()) stop()
    }
  },
}

/** Node.js loads its undici when one of its globals is first used; fetch is about to be. */
function loadOwnUndici(): void {
  void globalThis.Headers
}
