import { relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
// @ts-expect-error -- a plain module, without types
import { snippets } from '../../corpus/catalogue.mjs'
import { type Postgres, POSTGRES_BIN, startPostgres } from '../sources/pg/fixtures/postgres.js'
import { buildRegisters, CORPUS, NODES, type Registers, Running } from './fixtures/programs.js'

interface Snippet {
  readonly name: string
  readonly family: string
  readonly source: string
  readonly lines: readonly number[]
}

const ALL = snippets() as readonly Snippet[]

/** What is played in one process. Copies of undici are told apart by a condition of the corpus' `imports`. */
interface Play {
  readonly version: string
  readonly node: string
  readonly families: readonly string[]
  readonly undici: 'undici6' | 'undici' | 'undici8' | 'none'
}

const PG = POSTGRES_BIN === undefined ? [] : ['pg']

const PLAYS: readonly Play[] = NODES.flatMap(({ version, node }) => [
  { version, node, families: ['fetch', 'http', 'http2', ...PG], undici: 'none' as const },
  { version, node, families: ['undici'], undici: 'undici6' as const },
  { version, node, families: ['undici'], undici: 'undici' as const },
  // undici 8 needs Node.js 22.19.
  ...(version === '20' ? [] : [{ version, node, families: ['undici'], undici: 'undici8' as const }]),
])

let registers: Registers
let postgres: Postgres | undefined
beforeAll(async () => {
  registers = await buildRegisters()
  postgres = POSTGRES_BIN === undefined ? undefined : await startPostgres(POSTGRES_BIN)
})
afterAll(async () => {
  await postgres?.[Symbol.asyncDispose]()
  await registers[Symbol.asyncDispose]()
})

describe.concurrent.each(PLAYS)('Node.js $version, $families, npm: $undici', ({ node, families, undici }) => {
  test('names every leaking line, and nothing else', { timeout: 120_000 }, async () => {
    const flags = [...registration(undici), '-C', undici]
    await using program = new Running({
      node,
      flags,
      fixture: 'corpus/play',
      args: families,
      env: { ...ENVIRONMENT, CORPUS_POSTGRES: postgres?.url },
    })
    const marked = marksOf(families)
    await program.until(() => program.stdout !== '' && marked.every((mark) => accused(program).has(mark)), 90_000)

    expect([...accused(program)].sort(), program.stderr).toEqual(marked)
    expect(JSON.parse(program.stdout)).toEqual({ failures: [], held: [] })
    expect(program.stderr).not.toMatch(/^halfopen: .*\/correct\//m)
    expect(program.stderr, 'a query may hold a secret').not.toContain('mirror=')
  })
})

/** The time is short, yet a twin must be able to breathe on a busy machine. */
const ENVIRONMENT = { HALFOPEN_SUSPECT_AFTER: '1s', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }

/** Once as both twins of `register`: the second joins the first instead of starting again. */
function registration(undici: Play['undici']): string[] {
  const esm = ['--import', registers.esm]
  return undici === 'undici6' ? ['--require', registers.cjs, ...esm] : esm
}

/** `snippets/fetch/clone.mjs:5`, sorted. */
function marksOf(families: readonly string[]): string[] {
  return ALL.filter(({ family }) => families.includes(family))
    .flatMap(({ source, lines }) => lines.map((line) => `${relative(CORPUS, source)}:${line}`))
    .sort()
}

const ACCUSATION = /^halfopen: (?:suspect|confirmed): .*\n {2}(?:opened|taken) by +(.*)$/gm

/** The lines that the tracker has named so far. */
function accused({ stderr }: Running): Set<string> {
  return new Set(
    [...stderr.matchAll(ACCUSATION)].map(([, by = '']) => /(\S+?:\d+):\d+\)?/.exec(by)?.[1]?.replace('(', '') ?? by),
  )
}
