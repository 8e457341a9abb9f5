import { DAY_MS, parseDuration } from '@halfopen/core'
import { buildCommand } from '@stricli/core'

import { verb, type VerbContext } from '../verb.js'
import { LISTEN_FLAGS, type ListenFlags } from './listen-flags.js'

interface Flags extends ListenFlags {
  readonly tls: boolean
  readonly 'cert-out'?: string
  readonly sleep?: number
  readonly 'keep-alive-timeout'?: number
  readonly json: boolean
}

export const labApp = buildCommand<Flags, [], VerbContext>({
  docs: {
    brief: 'The problem app: a server whose every route is a question of connection life',
    fullDescription:
      'Runs a server whose routes sleep, fall silent, send slowly, close, reset and more, over HTTP/1.1,\n' +
      'HTTP/2 and WebSocket; GET / lists them with their parameters. Prints every request when it is over.\n' +
      'It keeps idle connections for ever, so that what a test finds is the path. Ctrl-C ends it.',
  },
  parameters: {
    flags: {
      ...LISTEN_FLAGS,
      tls: { kind: 'boolean', default: false, withNegated: false, brief: 'Speak TLS, with a certificate made now' },
      'cert-out': {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'FILE',
        brief: 'Write that certificate here, for clients to trust',
      },
      sleep: {
        kind: 'parsed',
        parse: (text) => parseDuration(text, { minMs: 0, maxMs: DAY_MS }),
        optional: true,
        placeholder: 'TIME',
        brief: 'How long /sleep sleeps when it is not told; SLEEP_DURATION or 1s when left out',
      },
      'keep-alive-timeout': {
        kind: 'parsed',
        parse: (text) => parseDuration(text, { minMs: 1, maxMs: DAY_MS }),
        optional: true,
        placeholder: 'TIME',
        brief: 'Close a connection that is idle for so long; never when left out',
      },
      json: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Print one JSON object a line: the app, then each request',
      },
    },
  },
  loader: async () => {
    const { runApp } = await import('../../lab/index.js')
    return verb((context, { json, sleep, 'cert-out': certOut, 'keep-alive-timeout': timeout, ...flags }: Flags) =>
      runApp(
        {
          ...flags,
          ...(certOut !== undefined && { certOut }),
          ...(sleep !== undefined && { sleepMs: sleep }),
          ...(timeout !== undefined && { keepAliveTimeoutMs: timeout }),
          as: json ? 'json' : 'text',
        },
        context,
      ),
    )
  },
})
