import { within } from '../../boundary/index.js'
import type { Source } from '../../ledger/index.js'
import { listen } from './channels.js'
import { Desk } from './desk.js'
import { wrapFunctions } from './functions.js'
import { hookSockets } from './sockets.js'

/** node:http and node:https, with any agent, and so everything that is built on them. */
export const httpSource: Source = {
  name: 'http',
  start(ledger) {
    const desk = new Desk(ledger)
    const bring = within(() => desk.gather())
    const stops = [
      () => desk.stop(),
      ledger.beforeLook(bring),
      listen(desk),
      hookSockets(desk),
      desk.deferred.hook(),
      wrapFunctions(desk),
    ]
    return () => {
      for (const stop of stops.toReversed()) stop()
    }
  },
}
