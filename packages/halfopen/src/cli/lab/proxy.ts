import { buildCommand } from '@stricli/core'

import { verb, type VerbContext } from '../verb.js'
import { parseListenPort, wholeNumber } from './parsers.js'

interface Flags {
  readonly host?: string
  readonly port: number
  readonly config?: string
  readonly seed?: number
  readonly json: boolean
}

export const proxy = buildCommand<Flags, [], VerbContext>({
  docs: {
    brief: "TCP proxies whose connections misbehave on demand, behind Toxiproxy's HTTP API",
    fullDescription:
      "Runs TCP proxies with Toxiproxy's faults and more: half-open connections, middleboxes that forget,\n" +
      "late accepts, closes after a time. Toxiproxy's clients in any language work unchanged. Prints what\n" +
      'happens, a line each. docs/lab-proxy.md lists every fault. Ctrl-C ends it.',
  },
  parameters: {
    flags: {
      host: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'H',
        brief: 'Where the API listens; 127.0.0.1 when left out',
      },
      port: {
        kind: 'parsed',
        parse: parseListenPort,
        default: '8474',
        placeholder: 'N',
        brief: 'Where the API listens; 0: a free one',
      },
      config: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'FILE',
        brief: "Proxies to begin with, in Toxiproxy's JSON format or as YAML, each with its toxics",
      },
      seed: {
        kind: 'parsed',
        parse: (text) => wholeNumber(text, { what: 'seed', max: 2 ** 31 - 1 }),
        optional: true,
        placeholder: 'N',
        brief: 'Fixes what toxics decide by chance; a new one when left out',
      },
      json: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Print one JSON object a line: the API, then what happens',
      },
    },
  },
  loader: async () => {
    const { runProxy } = await import('../../lab/index.js')
    return verb((context, { json, ...flags }: Flags) => runProxy({ ...flags, as: json ? 'json' : 'text' }, context))
  },
})
