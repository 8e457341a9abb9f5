import type { Source } from '../../ledger/index.js'
import { Copies } from './copies.js'
import { Desk } from './desk.js'

/** Clients of pg's pool: npm `pg`, and `pg-pool` alone, every copy of it. */
export const pgSource: Source = {
  name: 'pg',
  start(ledger) {
    const copies = new Copies(new Desk(ledger))
    const stop = copies.hookModules()
    return () => {
      stop()
      copies.unhook()
    }
  },
}
