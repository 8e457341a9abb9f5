import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsdown'

/** The sources as one file that any Node.js runs, gone at the end of the block. */
export async function buildProgram(name: string): Promise<AsyncDisposable & { readonly file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'halfopen-guard-'))
  await build({
    config: false,
    entry: { [name]: fileURLToPath(new URL(`./${name}.ts`, import.meta.url)) },
    outDir: folder,
    clean: false,
    dts: false,
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    alias: { '@halfopen/core': fileURLToPath(new URL('../../../../core/src/index.ts', import.meta.url)) },
    noExternal: ['@halfopen/core'],
  })
  return {
    file: join(folder, `${name}.mjs`),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
