import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTracker } from '../../tracker/index.js'
import { buildRegisters, NODES, type Registers, Running } from '../../tracker/fixtures/programs.js'
import { type Postgres, POSTGRES_BIN, startPostgres } from './fixtures/postgres.js'

const HERE = '../../sources/pg/fixtures'

/** Where each marked line of leaks.mjs is. */
const LEAKS = readFileSync(new URL('./fixtures/leaks.mjs', import.meta.url), 'utf8')
  .split('\n')
  .flatMap((text, index) => {
    const name = / leak: (\w+)$/.exec(text)?.[1]
    return name === undefined ? [] : [{ name, line: String(index + 1) }]
  })
const EXPECTED = LEAKS.map(({ name, line }) => {
  const state = name === 'errorPath' ? 'confirmed: 2 pooled clients are' : 'suspect: a pooled client is'
  return new RegExp(`${state} held idle: .*\\n  taken by .*[/ (]leaks\\.mjs:${line}:`)
})

const corpus = createRequire(new URL('../../../corpus/package.json', import.meta.url))

describe.skipIf(POSTGRES_BIN === undefined)('PostgreSQL', () => {
  let registers: Registers
  let postgres: Postgres
  let dir: string
  let copy: string
  beforeAll(async () => {
    registers = await buildRegisters()
    postgres = await startPostgres(POSTGRES_BIN ?? '')
    dir = mkdtempSync(join(tmpdir(), 'halfopen-copy-'))
    copy = copyOfPool(dir)
  })
  afterAll(async () => {
    rmSync(dir, { recursive: true })
    await postgres[Symbol.asyncDispose]()
    await registers[Symbol.asyncDispose]()
  })

  test('a snapshot shows who leases and who waits; stop takes every hook away', async () => {
    const { Pool } = corpus('pg') as { Pool: new (options: object) => TestPool }
    const { prototype } = corpus('pg-pool') as { prototype: Record<string, unknown> }
    const look = (): unknown[] => ['connect', 'query', '_release'].map((name) => prototype[name])
    const before = look()
    const tracker = startTracker({ mode: 'observe', callSitesPerSecond: 1000 })
    expect(look().map((hook, index) => hook !== before[index])).toEqual([true, true, true])
    const pool = new Pool({ connectionString: postgres.url, max: 2 })
    const [first, second] = [await pool.connect(), await pool.connect()]
    const query = pool.query('select 1')
    const { pools, held } = tracker.snapshot()
    const origin = postgres.url.replace(/test@|\/postgres$/g, '')
    expect(pools).toMatchObject([{ origin, leased: 2, available: 0, pending: 1, max: 2, unread: 0 }])
    expect(held).toMatchObject([{ client: 'pg', path: '/postgres', state: 'open' }, { waiting: 1 }])
    expect(held[0]?.connection?.remote).toBe(new URL(postgres.url).host)
    expect(held[0]?.site?.file).toContain('pg.live.test')
    first.release()
    await query
    expect(tracker.snapshot().pools).toMatchObject([{ leased: 1, available: 1, pending: 0 }])
    second.release()
    await pool.end()
    expect(tracker.snapshot().pools).toEqual([])
    tracker.stop()
    expect(look()).toEqual(before)
  })

  describe.each(NODES)('Node.js $version', ({ node }) => {
    const run = (fixture: string, args: string[], env?: NodeJS.ProcessEnv): Running =>
      new Running({
        node,
        flags: ['--import', registers.esm],
        fixture: `${HERE}/${fixture}`,
        args,
        ...(env && { env }),
      })

    test('names the line that took each client that was not given back', async () => {
      await using program = run('leaks', [postgres.url, copy])
      await program.says(EXPECTED)
      expect(program.stderr).toMatch(/2 callers wait for a client of this pool \(2 of 2 leased\)/)
      const named = [...program.stderr.matchAll(/leaks\.mjs:(\d+)/g)].map(([, line]) => line)
      expect([...new Set(named)].sort()).toEqual(LEAKS.map(({ line }) => line).sort())
    })

    test('is silent about the same done right', async () => {
      await using program = run('correct', [postgres.url, '1000'])
      expect(await program.exit(), program.stderr).toBe(0)
      expect(program.stderr).toBe('')
      expect(JSON.parse(program.stdout)).toEqual({ busy: [] })
    })

    test('reclaim closes the client, whose transaction is rolled back, and tells a late user why', async () => {
      await using program = run('reclaim', [postgres.url], { HALFOPEN: 'reclaim' })
      expect(await program.exit(), program.stderr).toBe(0)
      expect(JSON.parse(program.stdout)).toEqual({
        rows: [{ count: 0 }],
        late: ['HO_RECLAIMED', 'HO_RECLAIMED', 'HO_RECLAIMED'],
        totalCount: 1,
        idleCount: 1,
        waitingCount: 0,
      })
      expect(program.stderr).toMatch(/returned: client of postgres:.*\(reclaimed\)/)
    })
  })
})

interface TestPool {
  connect(): Promise<{ release(): void }>
  query(text: string): Promise<unknown>
  end(): Promise<void>
}

/** As npm nests a second version. */
function copyOfPool(dir: string): string {
  const pool = join(dir, 'node_modules/pg-pool')
  mkdirSync(pool, { recursive: true })
  copyFileSync(corpus.resolve('pg-pool'), join(pool, 'index.js'))
  return join(pool, 'index.js')
}
