import { HalfopenError, KEEP_ALIVE_ADVICE_FOR, type KeepAliveAdviceFor, formatDuration } from '@halfopen/core'
import { buildCommand } from '@stricli/core'

import type { Context } from '../host/index.js'
import type { ProbeOptions } from '../probe/index.js'
import {
  type ModeFlag,
  parseAdviceFor,
  parseConnections,
  parseMode,
  parsePace,
  parseResolution,
  parseScale,
  parseSilence,
  parseWait,
} from './probe-flags.js'
import { verb, type VerbContext } from './verb.js'

interface Flags {
  readonly mode: ModeFlag
  readonly min?: number
  readonly max?: number
  readonly resolution: number
  readonly wait?: number
  readonly frugal: boolean
  readonly connections: number
  readonly pace: number
  readonly scale?: number
  readonly for?: KeepAliveAdviceFor
  readonly insecure: boolean
  readonly json: boolean
}

export const probe = buildCommand<Flags, [string], VerbContext>({
  docs: {
    brief: 'Measure the idle timeout of the path to a target, and what happens when it has passed',
    fullDescription:
      'Opens a ladder of connections to TARGET at once, each silent for a different time, and sees which\n' +
      'of them still work: that gives the idle timeout of the path in little more than that time. Says\n' +
      'what happens at expiry, whether TCP keep-alive probes help, which known hops behave so, and the\n' +
      'keep-alive settings to use. TARGET is http://host/path, https://host or host:port; nothing else\n' +
      'is contacted, and no redirect is followed.\n' +
      '\n' +
      'Modes: response  the far side runs `halfopen lab app`; its late answers show the whole path\n' +
      '       idle      any HTTP server: a kept connection is used again after the silence\n' +
      '       tcp       any TCP service: an empty line is sent after the silence\n' +
      '       auto      response where the app answers, else idle; tcp for host:port',
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'TARGET', brief: 'http://host/path, https://host or host:port' }],
    },
    flags: {
      mode: { kind: 'parsed', parse: parseMode, default: 'auto', placeholder: 'MODE', brief: 'How to look' },
      min: time('Shortest silence (default 1s; in a laboratory 100ms)'),
      max: time('Longest silence (default 15m; in a laboratory 2h of its time)'),
      resolution: {
        kind: 'parsed',
        parse: parseResolution,
        default: '1%',
        placeholder: 'PERCENT',
        brief: 'Width of the bracket, 0.1 to 50',
      },
      wait: {
        kind: 'parsed',
        parse: parseWait,
        optional: true,
        placeholder: 'TIME',
        brief: 'How long an answer is awaited (default 1s, or 8 round trips)',
      },
      frugal: flag('Two passes with at most 64 connections, in 2.5 times the time'),
      connections: {
        kind: 'parsed',
        parse: parseConnections,
        default: '2000',
        placeholder: 'N',
        brief: 'Connections at most; a coarser ladder where that is too few',
      },
      pace: {
        kind: 'parsed',
        parse: parsePace,
        default: '800',
        placeholder: 'N',
        brief: 'Connections opened in a second',
      },
      scale: {
        kind: 'parsed',
        parse: parseScale,
        optional: true,
        placeholder: 'N',
        brief: 'The target is a laboratory that plays time N times faster (default HALFOPEN_LAB_SCALE, or 1)',
      },
      for: {
        kind: 'parsed',
        parse: parseAdviceFor,
        optional: true,
        placeholder: 'CLIENT',
        brief: `Settings for this one only: ${KEEP_ALIVE_ADVICE_FOR.join(', ')}`,
      },
      insecure: flag('Do not verify the certificate'),
      json: flag('Print the result as JSON'),
    },
  },
  loader: async () => {
    const { parseTarget, probe: work } = await import('../probe/index.js')
    return verb((context, flags: Flags, target: string) =>
      work(optionsOf(flags, { target: parseTarget(target), env: context.io.env }), context),
    )
  },
})

function time(brief: string) {
  return { kind: 'parsed', parse: parseSilence, optional: true, placeholder: 'TIME', brief } as const
}

function flag(brief: string) {
  return { kind: 'boolean', default: false, withNegated: false, brief } as const
}

const DEFAULT_MIN_MS = 1000
const DEFAULT_MAX_MS = 15 * 60_000
/** In a laboratory a long range costs little: the longest default of a load balancer fits in. */
const LAB_MIN_MS = 100
const LAB_MAX_MS = 2 * 3_600_000

function optionsOf(
  flags: Flags,
  { target, env }: { target: ProbeOptions['target']; env: Context['io']['env'] },
): ProbeOptions {
  const scale = flags.scale ?? parseScale(env['HALFOPEN_LAB_SCALE'] ?? '1')
  const isLab = scale > 1
  const minMs = flags.min ?? (isLab ? LAB_MIN_MS : DEFAULT_MIN_MS)
  const maxMs = flags.max ?? (isLab ? Math.max(LAB_MAX_MS / scale, 10 * minMs) : DEFAULT_MAX_MS)
  if (minMs >= maxMs) {
    const range = `--min ${formatDuration(minMs)} and --max ${formatDuration(maxMs)}`
    throw new HalfopenError('HO_USAGE', `${range}: the shortest silence must be shorter than the longest`)
  }
  return {
    target,
    mode: flags.mode,
    minMs,
    maxMs,
    resolution: flags.resolution,
    waitMs: flags.wait,
    isFrugal: flags.frugal,
    connections: flags.connections,
    pacePerSecond: flags.pace,
    insecure: flags.insecure,
    scale,
    adviceFor: flags.for ?? 'all',
    as: flags.json ? 'json' : 'text',
  }
}
