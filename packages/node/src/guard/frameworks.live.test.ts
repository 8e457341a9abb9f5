import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildProgram } from './testing/build.js'
import { NODES } from './testing/nodes.js'

const CORPUS = fileURLToPath(new URL('../../corpus/package.json', import.meta.url))
const LAB = fileURLToPath(new URL('../../../lab/package.json', import.meta.url))

interface Result {
  readonly plain: string[]
  readonly guarded: string[]
  readonly finished: number
}

let program: Awaited<ReturnType<typeof buildProgram>>
beforeAll(async () => {
  program = await buildProgram('frameworks')
})
afterAll(() => program[Symbol.asyncDispose]())

it.each(NODES)('%s: Express 5, Fastify 4, Koa and Hono answer as without a guard', async (_, node) => {
  const { stdout } = await promisify(execFile)(node, [program.file, CORPUS, LAB], { timeout: 50_000 })
  const results = JSON.parse(stdout) as Record<string, Result>
  expect(Object.keys(results)).toEqual(['express', 'fastify', 'koa', 'hono'])
  for (const { plain, guarded, finished } of Object.values(results)) {
    expect(guarded).toEqual(plain)
    expect(plain[0]).toMatch(/^HTTP\/1\.1 200 OK[^]*\{"hello":"world"\}$/)
    expect(plain[2]).toContain('hello')
    expect(finished).toBe(plain.length)
  }
})
