import { buildCommand } from '@stricli/core'

import { parsePid, parsePort, parseWindow } from './parsers.js'
import { verb, type VerbContext } from './verb.js'

interface Flags {
  readonly pid?: readonly number[]
  readonly port?: readonly number[]
  readonly for: number
  readonly json: boolean
}

export const doctor = buildCommand<Flags, [], VerbContext>({
  docs: {
    brief: 'Look for a few seconds, then explain what is wrong',
    fullDescription:
      'Looks at the connections of every process on this host for a few seconds, then explains\n' +
      'which of them leak or hang: the cause, the evidence, the forecast and the remedy.\n' +
      'Ctrl-C ends early and tells what is known by then.',
  },
  parameters: {
    flags: {
      pid: {
        kind: 'parsed',
        parse: parsePid,
        optional: true,
        variadic: true,
        placeholder: 'N',
        brief: 'Report this process only; may be repeated',
      },
      port: {
        kind: 'parsed',
        parse: parsePort,
        optional: true,
        variadic: true,
        placeholder: 'N',
        brief: 'Report this local or remote port only; may be repeated',
      },
      for: { kind: 'parsed', parse: parseWindow, default: '5s', placeholder: 'TIME', brief: 'How long to look' },
      json: { kind: 'boolean', default: false, withNegated: false, brief: 'Print the report as JSON' },
    },
  },
  loader: async () => {
    const { doctor: work } = await import('../doctor/index.js')
    return verb((context, flags: Flags) =>
      work(
        {
          windowMs: flags.for,
          scope: { pids: flags.pid ?? [], ports: flags.port ?? [] },
          as: flags.json ? 'json' : 'text',
        },
        context,
      ),
    )
  },
})
