import { clientTimeout } from './client-timeout.js'
import { command } from './command.js'
import { connect } from './connect.js'
import { halfClose } from './half-close.js'
import { keepAlive } from './keep-alive.js'
import { reset } from './reset.js'
import { reuse } from './reuse.js'
import type { Rule } from './rule.js'
import { server } from './server.js'
import { unread } from './unread.js'
import { waiting } from './waiting.js'

/** The more a rule rests on what was seen, and the less on what goes with it, the earlier it is asked. */
export const RULES: readonly Rule[] = [
  command,
  connect,
  unread,
  server,
  clientTimeout,
  keepAlive,
  halfClose,
  reuse,
  reset,
  waiting,
]
