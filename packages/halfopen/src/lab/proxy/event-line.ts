import { printable } from '@halfopen/core'
import type { ProxyEvent } from '@halfopen/lab'

import { type Style, type Tone, toned } from '../../terminal/index.js'
import { bytesInWords, toxicInWords } from './lines.js'

/** `  redis #3  latency_downstream …`: one line for each thing that happens. */
export function eventLine(event: ProxyEvent, style: Style): string {
  const { who, what, tone } = described(event)
  return `  ${printable(who, 80)}  ${toned(style, tone, printable(what, 200))}`
}

interface Described {
  readonly who: string
  readonly what: string
  readonly tone: Tone
}

function described(event: ProxyEvent): Described {
  switch (event.event) {
    case 'proxy-created':
    case 'proxy-updated':
    case 'proxy-removed': {
      const { name, listen, upstream, enabled } = event.proxy
      const state = event.event === 'proxy-updated' ? (enabled ? 'up' : 'down') : event.event.slice('proxy-'.length)
      return { who: name, what: `${state}, ${listen} → ${upstream}`, tone: 'strong' }
    }
    case 'toxic-added':
    case 'toxic-updated':
    case 'toxic-removed':
      return {
        who: event.proxy,
        what: `toxic ${event.event.slice('toxic-'.length)}, ${toxicInWords(event.toxic)}`,
        tone: 'strong',
      }
    case 'connection-opened':
      return { who: connectionOf(event), what: `opened from ${event.client}`, tone: 'quiet' }
    case 'connection-closed': {
      const { upstreamBytes, downstreamBytes } = event
      return {
        who: connectionOf(event),
        what: `closed, ${bytesInWords(upstreamBytes, downstreamBytes)}`,
        tone: 'quiet',
      }
    }
    case 'upstream-failed':
      return { who: connectionOf(event), what: `no upstream: ${event.reason}`, tone: 'warning' }
    case 'toxic-acted':
      return { who: connectionOf(event), what: `${event.toxic}: ${event.what}`, tone: 'warning' }
  }
}

const connectionOf = ({ proxy, connection }: { proxy: string; connection: number }): string => `${proxy} #${connection}`
