import type { Address } from '@halfopen/lab'
import { buildCommand } from '@stricli/core'

import { verb, type VerbContext } from '../verb.js'
import { parseListen, parseTarget } from './middlebox-flags.js'
import { POLICY_FLAGS, type PolicyFlags, wishOf } from './policy-flags.js'

interface Flags extends PolicyFlags {
  readonly listen?: Address
  readonly json: boolean
}

export const middlebox = buildCommand<Flags, [Address], VerbContext>({
  docs: {
    brief: 'Forward TCP to a target, and forget idle connections as load balancers and NATs do',
    fullDescription:
      'Forwards TCP connections to TARGET (host:port) and forgets those that were silent for too long,\n' +
      'as a load balancer, a NAT or a firewall does: one of the known hops (halfopen lab hops), or\n' +
      'your own timeout. --scale 100 plays 350 s in 3.5 s. Prints what happens to each connection;\n' +
      'Ctrl-C ends it.',
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ placeholder: 'TARGET', parse: parseTarget, brief: 'Where connections go on to, host:port' }],
    },
    flags: {
      ...POLICY_FLAGS,
      listen: {
        kind: 'parsed',
        parse: parseListen,
        optional: true,
        placeholder: 'ADDRESS',
        brief: 'Where clients connect to; 127.0.0.1 and a free port when left out',
      },
      json: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Print one JSON object a line: the middlebox, then each event',
      },
    },
  },
  loader: async () => {
    const { runMiddlebox } = await import('../../lab/index.js')
    return verb((context, flags: Flags, target: Address) =>
      runMiddlebox(
        {
          target,
          wish: wishOf(flags),
          listen: flags.listen ?? {},
          backend: flags.backend,
          as: flags.json ? 'json' : 'text',
        },
        context,
      ),
    )
  },
})
