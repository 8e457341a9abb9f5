import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsdown'

/** The sources as one file that any Node.js runs, gone at the end of the block. `folder`: where they are; default: here. */
export async function buildProgram(
  name: string,
  folder = new URL('./', import.meta.url),
): Promise<AsyncDisposable & { readonly file: string }> {
  const outDir = await mkdtemp(join(tmpdir(), 'halfopen-program-'))
  await build({
    config: false,
    entry: { [name]: fileURLToPath(new URL(`./${name}.ts`, folder)) },
    outDir,
    clean: false,
    dts: false,
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    alias: { '@halfopen/core': fileURLToPath(new URL('../../../../core/src/index.ts', import.meta.url)) },
    noExternal: ['@halfopen/core', 'undici'],
  })
  return {
    file: join(outDir, `${name}.mjs`),
    [Symbol.asyncDispose]: () => rm(outDir, { recursive: true, force: true }),
  }
}
