import { EXPIRIES, type Expiry } from '@halfopen/core'
import type { Backend, FlowPolicy, PolicyWish } from '@halfopen/lab'

import { BACKEND_FLAGS, parseBackend, parseExpiry, parseIdle, parseKeepAlive } from './middlebox-flags.js'
import { parseScale } from './parsers.js'

/** The flags of every verb that plays a middlebox. */
export interface PolicyFlags {
  readonly hop?: string
  readonly idle?: number
  readonly 'at-expiry'?: Expiry
  readonly 'keep-alive'?: FlowPolicy['keepAlive']
  readonly scale: number
  readonly backend: Backend | 'auto'
}

export const POLICY_FLAGS = {
  hop: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'NAME',
    brief: 'Play this hop, such as aws-nlb-tcp; the flags below change it',
  },
  idle: {
    kind: 'parsed',
    parse: parseIdle,
    optional: true,
    placeholder: 'TIME',
    brief: 'Forget after this much silence',
  },
  'at-expiry': {
    kind: 'parsed',
    parse: parseExpiry,
    optional: true,
    placeholder: 'HOW',
    brief: EXPIRIES.join(', '),
  },
  'keep-alive': {
    kind: 'parsed',
    parse: parseKeepAlive,
    optional: true,
    placeholder: 'HOW',
    brief: 'honour or ignore: whether TCP keep-alive probes count as life',
  },
  scale: { kind: 'parsed', parse: parseScale, default: '1', placeholder: 'N', brief: 'Play N times faster' },
  backend: {
    kind: 'parsed',
    parse: parseBackend,
    default: 'auto',
    placeholder: 'NAME',
    brief: BACKEND_FLAGS.join(', '),
  },
} as const

/** Only what was asked for: a hop fills in the rest. */
export function wishOf(flags: PolicyFlags): PolicyWish & { readonly scale: number } {
  return {
    scale: flags.scale,
    ...(flags.hop !== undefined && { hop: flags.hop }),
    ...(flags.idle !== undefined && { idleMs: flags.idle }),
    ...(flags['at-expiry'] !== undefined && { atExpiry: flags['at-expiry'] }),
    ...(flags['keep-alive'] !== undefined && { keepAlive: flags['keep-alive'] }),
  }
}
