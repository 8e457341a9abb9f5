import { buildCommand } from '@stricli/core'

import { parseInterval, parsePid, parsePort } from './parsers.js'
import { verb, type VerbContext } from './verb.js'

interface Flags {
  readonly interval: number
  readonly pid?: readonly number[]
  readonly port?: readonly number[]
  readonly plain: boolean
}

export const watch = buildCommand<Flags, [], VerbContext>({
  docs: {
    brief: 'Keep looking: live in a terminal, or as lines that say what changed',
    fullDescription:
      'Keeps looking at the connections of every process on this host. In a terminal: a live view\n' +
      'of the findings and the processes; ? shows its keys, q ends it. Elsewhere, or with --plain:\n' +
      'one line for each change.',
  },
  parameters: {
    flags: {
      interval: {
        kind: 'parsed',
        parse: parseInterval,
        default: '1s',
        placeholder: 'TIME',
        brief: 'Time from look to look',
      },
      pid: {
        kind: 'parsed',
        parse: parsePid,
        optional: true,
        variadic: true,
        placeholder: 'N',
        brief: 'Show this process only; may be repeated',
      },
      port: {
        kind: 'parsed',
        parse: parsePort,
        optional: true,
        variadic: true,
        placeholder: 'N',
        brief: 'Show this local or remote port only; may be repeated',
      },
      plain: { kind: 'boolean', default: false, withNegated: false, brief: 'Print lines even in a terminal' },
    },
  },
  loader: async () => {
    const { watch: work } = await import('../watch/index.js')
    return verb((context, flags: Flags) =>
      work(
        {
          intervalMs: flags.interval,
          scope: { pids: flags.pid ?? [], ports: flags.port ?? [] },
          as: flags.plain ? 'lines' : 'view',
        },
        context,
      ),
    )
  },
})
