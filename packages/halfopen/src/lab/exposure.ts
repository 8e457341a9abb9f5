import type { Address } from '@halfopen/lab'

import { type Style, toned } from '../terminal/index.js'

/** A laboratory does whatever it is asked, by whoever reaches it: said where that is more than this host. */
export function exposureLines({ host }: Address, style: Style): readonly string[] {
  const isOwn = host === 'localhost' || host === '::1' || host.startsWith('127.')
  return isOwn ? [] : [toned(style, 'warning', 'whoever reaches this address can use it: it asks for no password')]
}
