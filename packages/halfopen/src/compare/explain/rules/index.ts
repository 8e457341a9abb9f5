import { clientTimeout } from './client-timeout.js'
import { command } from './command.js'
import { connect } from './connect.js'
import { forgotten } from './forgotten.js'
import { gaveUp } from './gave-up.js'
import { halfClose } from './half-close.js'
import { keepAlive } from './keep-alive.js'
import { refused } from './refused.js'
import { reset } from './reset.js'
import { reuse } from './reuse.js'
import type { Rule } from './rule.js'
import { server } from './server.js'
import { unread } from './unread.js'
import { waiting } from './waiting.js'

export type { Rule } from './rule.js'
export { unconnected } from './unconnected.js'
export { LEAST_SILENCE_MS, lostIn } from './lost.js'

/** The more a rule rests on what was seen, and the less on what goes with it, the earlier it is asked. */
export const RULES: readonly Rule[] = [
  command,
  refused,
  connect,
  unread,
  server,
  clientTimeout,
  keepAlive,
  forgotten,
  halfClose,
  reuse,
  reset,
  gaveUp,
  waiting,
]

/** These need no other client to hold. */
export const OWN_RULES: readonly Rule[] = [command, refused, gaveUp]
