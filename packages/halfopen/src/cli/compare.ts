import { HalfopenError, parseDuration } from '@halfopen/core'
import { buildCommand } from '@stricli/core'

import { verb, type VerbContext } from './verb.js'

interface Flags {
  readonly timeout?: number
  readonly patience?: number
  readonly 'one-by-one': boolean
  readonly app?: string
  readonly output: boolean
  readonly json: boolean
}

const FEWEST = 2
const MOST = 6

const DEFAULT_TIMEOUT_MS = 120_000

const parseTime = (text: string): number => parseDuration(text, { minMs: 1000, maxMs: 3_600_000 })

export const compare = buildCommand<Flags, string[], VerbContext>({
  docs: {
    brief: 'Run two or more clients and show how their connections differ',
    fullDescription:
      'Runs 2 to 6 clients, each through sh -c and all at the same time, watches their TCP\n' +
      'connections through the kernel, and says which difference explains their outcomes. Once\n' +
      'one has succeeded, a client whose connections are all silent for the patience is ended: by\n' +
      'default as long again as the slowest success took and 2s, and 5s at least; with --timeout alone,\n' +
      'that time. Ctrl-C ends them all and tells what is known. compare only reads; what the server saw\n' +
      "it asks (GET /connections) only of the lab's app, where --app or HALFOPEN_LAB_APP, set by\n" +
      'halfopen lab run --app, says that it is one.',
  },
  parameters: {
    positional: {
      kind: 'array',
      parameter: { parse: parseCommand, placeholder: 'COMMAND', brief: 'A client, quoted as one argument' },
    },
    flags: {
      timeout: {
        kind: 'parsed',
        parse: parseTime,
        optional: true,
        placeholder: 'TIME',
        brief: 'End what still runs after this time (default 2m)',
      },
      patience: {
        kind: 'parsed',
        parse: parseTime,
        optional: true,
        placeholder: 'TIME',
        brief: 'End what is silent for this time once another has succeeded',
      },
      'one-by-one': {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'One client after the other; the one that works first',
      },
      app: {
        kind: 'parsed',
        parse: parseApp,
        optional: true,
        placeholder: 'HOST:PORT',
        brief: "Where the lab's app is, to be asked for its records (default HALFOPEN_LAB_APP)",
      },
      output: { kind: 'boolean', default: false, withNegated: false, brief: 'Show what the clients printed' },
      json: { kind: 'boolean', default: false, withNegated: false, brief: 'Print the comparison as JSON' },
    },
  },
  loader: async () => {
    const { compare: work } = await import('../compare/index.js')
    return verb((context, flags: Flags, ...commands: string[]) =>
      work(
        {
          commands: checkNumber(commands),
          order: flags['one-by-one'] ? 'one-by-one' : 'together',
          timeoutMs: flags.timeout ?? DEFAULT_TIMEOUT_MS,
          patienceMs: flags.patience ?? (flags.timeout === undefined ? undefined : Number.POSITIVE_INFINITY),
          app: flags.app ?? appIn(context.io.env),
          output: flags.output ? 'all' : 'failures',
          as: flags.json ? 'json' : 'text',
        },
        context,
      ),
    )
  },
})

function parseCommand(text: string): string {
  if (text.trim() !== '') return text
  throw new HalfopenError('HO_USAGE', 'a command is empty')
}

function appIn(env: VerbContext['io']['env']): string | undefined {
  const named = env['HALFOPEN_LAB_APP'] ?? ''
  return named === '' ? undefined : parseApp(named)
}

/** A URL is welcome too: what counts is its host and port. */
function parseApp(text: string): string {
  const url = /^https?:\/\//.test(text) ? text : `http://${text}`
  if (URL.canParse(url)) {
    const { hostname, port } = new URL(url)
    return `${hostname}:${port === '' ? 80 : port}`
  }
  throw new HalfopenError('HO_USAGE', `"${text}" is not a host and a port, such as 127.0.0.1:8080`)
}

function checkNumber(commands: readonly string[]): readonly string[] {
  if (commands.length >= FEWEST && commands.length <= MOST) return commands
  const given = commands.length === 1 ? '1 command is' : `${commands.length} commands are`
  const quote = commands.length > MOST ? '; quote each as one argument' : ''
  throw new HalfopenError('HO_USAGE', `compare takes ${FEWEST} to ${MOST} commands, and ${given} given${quote}`)
}
