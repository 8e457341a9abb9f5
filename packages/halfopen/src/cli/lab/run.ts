import { HalfopenError } from '@halfopen/core'
import type { Address } from '@halfopen/lab'
import { buildCommand } from '@stricli/core'

import type { VerbContext } from '../verb.js'
import { parseTarget } from './middlebox-flags.js'
import { POLICY_FLAGS, type PolicyFlags, wishOf } from './policy-flags.js'

interface Flags extends PolicyFlags {
  readonly app: boolean
  readonly target?: Address
}

export const run = buildCommand<Flags, string[], VerbContext>({
  docs: {
    brief: 'Run a command whose connections cross a middlebox that forgets idle ones',
    fullDescription:
      'Runs COMMAND in network namespaces of its own, where everything it connects to lies behind the\n' +
      'middlebox: one of the known hops (halfopen lab hops), or your own timeout. It uses the same URLs as\n' +
      'on this host, 127.0.0.1 included. Where namespaces are not to be had, a userspace proxy plays the\n' +
      'middlebox, which COMMAND reaches by {url} or {target}. Its exit code is that of COMMAND.\n' +
      '\n' +
      'In COMMAND, {url} and {target} stand for the address of --app or --target; its environment has\n' +
      'them as HALFOPEN_LAB_URL and HALFOPEN_LAB_TARGET, with HALFOPEN_LAB_SCALE and HALFOPEN_LAB_HOP;\n' +
      'with --app HALFOPEN_LAB_APP too, by which halfopen compare knows whom to ask.',
  },
  parameters: {
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: { parse: String, placeholder: 'COMMAND', brief: 'After --, what to run' },
    },
    flags: {
      ...POLICY_FLAGS,
      app: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Start the problem app (halfopen lab app) as the target',
      },
      target: {
        kind: 'parsed',
        parse: parseTarget,
        optional: true,
        placeholder: 'HOST:PORT',
        brief: 'What {url} and {target} stand for',
      },
    },
  },
  loader: async () => {
    const { runInLab } = await import('../../lab/index.js')
    return async function run(this: VerbContext, flags: Flags, ...command: string[]) {
      const { backend } = flags
      const [file = '', ...args] = command
      const run = { wish: wishOf(flags), backend, target: targetOf(flags), command: [file, ...args] } as const
      this.process.exitCode = await runInLab(run, this)
    }
  },
})

function targetOf({ app, target }: Flags): Address | 'app' | undefined {
  if (app && target !== undefined) throw new HalfopenError('HO_USAGE', '--app is the target: leave --target out')
  return app ? 'app' : target
}
