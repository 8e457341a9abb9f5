import type { Rule } from '../case.js'
import { aborted } from './aborted.js'
import { broken } from './broken.js'
import { connecting } from './connecting.js'
import { http2 } from './http2.js'
import { leaked } from './leaks.js'
import { limits } from './limits.js'
import { names } from './names.js'
import { poolFull } from './pool-full.js'
import { silent } from './silent.js'
import { timeouts } from './timeouts.js'
import { tls } from './tls.js'

export { unknown } from './unknown.js'

/** The first that answers decides: what says more stands before what says less. */
export const RULES: readonly Rule[] = [
  leaked,
  poolFull,
  limits,
  names,
  tls,
  connecting,
  http2,
  silent,
  broken,
  timeouts,
  aborted,
]
