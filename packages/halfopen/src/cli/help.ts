import type { ApplicationFlagFunction, StricliIntegration } from '@stricli/core'

import { EPILOGUES } from './examples.js'
import type { VerbContext } from './verb.js'

type Target = Parameters<ApplicationFlagFunction<VerbContext>>[1]['result']['target']
type Row = readonly [left: string, right: string]

const HELP_FLAG: Row = ['-h, --help', 'Print this help and exit']
const VERSION_FLAG: Row = ['-v, --version', 'Print the version and exit']

/** `--help`. Usage and flags come from what stricli parses, so that they cannot drift apart. */
export const helpFlag: StricliIntegration<VerbContext> = {
  flag: {
    brief: 'Print this help and exit',
    aliases: ['h'],
    global: true,
    async run(_app, { result }) {
      this.process.stdout.write(`${helpLines(result.target, result.prefix).join('\n')}\n`)
    },
  },
}

function helpLines(target: Target, prefix: readonly string[]): readonly string[] {
  const { examples, exitCodes } = EPILOGUES[prefix.slice(1).join(' ')] ?? { examples: [], exitCodes: [] }
  return [
    ...section('Usage', usage(target, prefix)),
    target.fullDescription ?? target.brief,
    '',
    ...section('Verbs', columns(verbRows(target))),
    ...section('Flags', columns(flagRows(target))),
    ...section('Examples', columns(examples.map(([command, does]) => [command, `# ${does}`]))),
    ...section('Exit code', exitCodes).slice(0, -1),
  ]
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`), '']
}

function usage(target: Target, prefix: readonly string[]): readonly string[] {
  if ('getAllEntries' in target) return [`${prefix.join(' ')} [VERB] [FLAGS]`]
  const config = { useAliasInUsageLine: false, onlyRequiredInUsageLine: false, caseStyle: 'original' } as const
  return [target.formatUsageLine({ prefix, config, ansiColor: false }).replaceAll(/[<>]/g, '')]
}

function verbRows(target: Target): readonly Row[] {
  return 'getAllEntries' in target
    ? target.getAllEntries().map(({ name, target: { brief } }) => [name.original, brief])
    : []
}

function flagRows(target: Target): readonly Row[] {
  if ('getAllEntries' in target) return [HELP_FLAG, VERSION_FLAG]
  const rows = Object.entries(target.parameters.flags ?? {}).map(([name, flag]): Row => {
    const value = flag.placeholder === undefined ? '' : ` ${flag.placeholder}`
    const usually = 'default' in flag && typeof flag.default === 'string' ? ` (default ${flag.default})` : ''
    return [`--${name}${value}`, flag.brief + usually]
  })
  return [...rows, HELP_FLAG]
}

function columns(rows: readonly Row[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`)
}
