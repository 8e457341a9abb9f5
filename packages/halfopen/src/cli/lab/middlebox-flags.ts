import { DAY_MS, EXPIRIES, type Expiry, HalfopenError, parseDuration } from '@halfopen/core'
import type { Address, Backend, FlowPolicy } from '@halfopen/lab'

import { oneOf } from './parsers.js'

// Written out, so that `--help` need not load the laboratory; the types hold them to it.
export const BACKEND_FLAGS = ['auto', 'kernel', 'native', 'portable'] as const satisfies readonly (Backend | 'auto')[]
const KEEP_ALIVE = ['honour', 'ignore'] as const satisfies readonly FlowPolicy['keepAlive'][]

/** Five days is the longest default that is known (linux-conntrack); a year is a slip of the pen. */
const IDLE = { minMs: 50, maxMs: 366 * DAY_MS }

export const parseIdle = (text: string): number => parseDuration(text, IDLE)

export const parseExpiry = (text: string): Expiry => oneOf(text, EXPIRIES, 'expiry')

export const parseKeepAlive = (text: string): FlowPolicy['keepAlive'] => oneOf(text, KEEP_ALIVE, 'keep-alive treatment')

export const parseBackend = (text: string): Backend | 'auto' => oneOf(text, BACKEND_FLAGS, 'backend')

export const parseTarget = (text: string): Address => address(text, { what: 'target', leastPort: 1 })

export const parseListen = (text: string): Address => address(text, { what: 'place to listen', leastPort: 0 })

/** `host:port`, `[::1]:80`; also with `http://` before it, as one copies it from a browser. */
const ADDRESS = /^(?:https?:\/\/)?(?:\[([0-9a-f:.]+)\]|([^\s:/?#@[\]]{1,253})):(\d{1,5})\/?$/i

function address(text: string, { what, leastPort }: { what: string; leastPort: number }): Address {
  const [, v6, name, digits] = ADDRESS.exec(text) ?? []
  const host = v6 ?? name
  const port = Number(digits)
  if (host !== undefined && port >= leastPort && port <= 65_535) return { host, port }
  throw new HalfopenError('HO_USAGE', `"${text}" is not a ${what}: write it like 127.0.0.1:8080 or [::1]:8080`)
}
