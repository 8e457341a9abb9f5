import { buildCommand } from '@stricli/core'

import { verb, type VerbContext } from '../verb.js'

interface Flags {
  readonly json: boolean
}

export const hops = buildCommand<Flags, [], VerbContext>({
  docs: {
    brief: 'List the known hops and their idle timeouts; those marked * can be played with --hop',
    fullDescription:
      'Lists the load balancers, NATs, firewalls, proxies, servers and clients whose idle timeouts are\n' +
      'known, with what they do when it has passed. Those marked * forward TCP: --hop plays them.',
  },
  parameters: {
    flags: { json: { kind: 'boolean', default: false, withNegated: false, brief: 'Print the table as JSON' } },
  },
  loader: async () => {
    const { listHops } = await import('../../lab/index.js')
    return verb((context, flags: Flags) => listHops(flags.json ? 'json' : 'text', context))
  },
})
