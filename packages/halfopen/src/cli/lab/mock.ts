import { HalfopenError } from '@halfopen/core'
import type { Front, Replace } from '@halfopen/lab'
import { buildCommand } from '@stricli/core'

import { verb, type VerbContext } from '../verb.js'
import { LISTEN_FLAGS, type ListenFlags } from './listen-flags.js'
import { oneOf, parseScale } from './parsers.js'

interface Flags extends ListenFlags {
  readonly front?: Front | 'none'
  readonly replace?: Replace
  readonly scale?: number
  readonly json: boolean
  readonly example: boolean
}

// Written out, so that `halfopen --help` need not load the laboratory; the types hold them to it.
const FRONTS = ['alb', 'nginx', 'cloudflare', 'haproxy', 'none'] as const satisfies readonly (Front | 'none')[]
const REPLACES = ['all', 'own'] as const satisfies readonly Replace[]

export const mock = buildCommand<Flags, [file?: string], VerbContext>({
  docs: {
    brief: 'A mock upstream from a YAML or JSON file, with a load balancer in front of it',
    fullDescription:
      'Plays the upstream that a file describes: routes, statuses, bodies, delays, and faults by request\n' +
      'number. --front puts a load balancer in front, which replaces the bodies of 4xx and 5xx answers by\n' +
      'its own HTML page: an error without a body leaks nothing, an error page does. Ctrl-C ends it.',
  },
  parameters: {
    flags: {
      front: { kind: 'parsed', parse: parseFront, optional: true, placeholder: 'NAME', brief: FRONTS.join(', ') },
      replace: {
        kind: 'parsed',
        parse: parseReplace,
        optional: true,
        placeholder: 'WHICH',
        brief: 'Which error bodies the front replaces: all, or own: those that it replaces by default',
      },
      ...LISTEN_FLAGS,
      scale: {
        kind: 'parsed',
        parse: parseScale,
        optional: true,
        placeholder: 'N',
        brief: 'Play N times faster: delays and timeouts shrink, rates grow',
      },
      json: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Print one JSON object a line: the mock, then each request',
      },
      example: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Print a configuration that shows everything, and exit',
      },
    },
    positional: {
      kind: 'tuple',
      parameters: [{ placeholder: 'FILE', parse: String, optional: true, brief: 'The configuration, YAML or JSON' }],
    },
  },
  loader: async () => {
    const { printExample, runMock } = await import('../../lab/index.js')
    return verb((context, { example, ...flags }: Flags, file?: string) => {
      if (example) return printExample(context)
      if (file === undefined) throw new HalfopenError('HO_USAGE', 'lab mock needs a FILE; --example prints one')
      return runMock({ ...flags, file, as: flags.json ? 'json' : 'text' }, context)
    })
  },
})

function parseFront(text: string): Front | 'none' {
  return oneOf(text, FRONTS, 'front')
}

function parseReplace(text: string): Replace {
  return oneOf(text, REPLACES, '--replace')
}
