import { type CauseId, REMEDIES_FOR, type RemedyFor } from '@halfopen/core'
import { buildCommand } from '@stricli/core'

import { parseCause, parseRuntime } from './parsers.js'
import { verb, type VerbContext } from './verb.js'

interface Flags {
  readonly runtime?: RemedyFor
  readonly json: boolean
}

export const explain = buildCommand<Flags, [CauseId?], VerbContext>({
  docs: {
    brief: 'Explain a cause: what it is, how it is recognised, how it is mended',
    fullDescription:
      'Explains a cause: what it is, how it is recognised, what looks alike and is healthy, and how\n' +
      'it is mended. Without a cause it lists them all.',
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        { parse: parseCause, optional: true, placeholder: 'CAUSE', brief: 'The cause, as doctor and watch name it' },
      ],
    },
    flags: {
      runtime: {
        kind: 'parsed',
        parse: parseRuntime,
        optional: true,
        placeholder: 'NAME',
        brief: `Only the remedy for this runtime: ${REMEDIES_FOR.join(', ')}`,
      },
      json: { kind: 'boolean', default: false, withNegated: false, brief: 'Print the explanation as JSON' },
    },
  },
  loader: async () => {
    const { explain: work } = await import('../explain/index.js')
    return verb((context, flags: Flags, cause?: CauseId) =>
      work({ cause, chosen: flags.runtime ?? 'all', as: flags.json ? 'json' : 'text' }, context),
    )
  },
})
