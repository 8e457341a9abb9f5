import { parseDuration } from '@halfopen/core'
import { buildCommand } from '@stricli/core'

import type { RunOptions } from '../run/index.js'
import type { VerbContext } from './verb.js'

interface Flags {
  readonly settle: number
  readonly json?: string
  readonly junit?: string
}

const parseSettle = (text: string): number => parseDuration(text, { minMs: 0, maxMs: 3_600_000 })

export const run = buildCommand<Flags, string[], VerbContext>({
  docs: {
    brief: 'Run a command, such as a test suite, and fail if its processes leaked connections',
    fullDescription:
      'Runs COMMAND, follows the connections of all its processes through the kernel, and says what they\n' +
      'left: responses that nobody read or closed until their process ended, and connections of processes\n' +
      "that outlive the command. It ends nothing. Input, output, signals and exit code are the command's own;\n" +
      'all that halfopen says goes to stderr.',
  },
  parameters: {
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: { parse: String, placeholder: '-- COMMAND', brief: 'After --, what to run' },
    },
    flags: {
      settle: {
        kind: 'parsed',
        parse: parseSettle,
        default: '2s',
        placeholder: 'TIME',
        brief: 'How long what outlives the command has to close its connections',
      },
      json: {
        kind: 'parsed',
        parse: String,
        optional: true,
        inferEmpty: true,
        placeholder: '[FILE]',
        brief: 'Write the report as JSON to FILE, or to stderr in place of the text',
      },
      junit: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'FILE',
        brief: 'Write the report as JUnit XML to FILE',
      },
    },
  },
  loader: async () => {
    const { run: work } = await import('../run/index.js')
    return async function run(this: VerbContext, { settle, json, junit }: Flags, file = '', ...args: string[]) {
      const options = { command: [file, ...args], settleMs: settle, json: whereTo(json), junit } as const
      this.process.exitCode = await work(options, this)
    }
  },
})

function whereTo(json: string | undefined): RunOptions['json'] {
  if (json === undefined) return undefined
  return json === '' ? 'stderr' : { file: json }
}
