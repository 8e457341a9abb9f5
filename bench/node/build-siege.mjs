// @ts-check
/** The siege that the tests play with few connections, as programs. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'tsdown'
import { fromRepository, requireBuilt } from '../repository.mjs'

const SOURCES = 'packages/node/src/guard/testing'

/** @returns {Promise<{remove: () => Promise<void>, program: string, siege: (siege: object) => Promise<any>}>} */
export async function buildSiege() {
  requireBuilt('packages/core/dist/index.js')
  const folder = await mkdtemp(join(tmpdir(), 'halfopen-siege-'))
  await build({
    config: false,
    entry: ['victim', 'siege'].map((name) => fromRepository(`${SOURCES}/${name}.ts`)),
    outDir: folder,
    clean: false,
    dts: false,
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    noExternal: ['@halfopen/core'],
  })
  const { siege } = await import(pathToFileURL(join(folder, 'siege.mjs')).href)
  return {
    program: join(folder, 'victim.mjs'),
    siege,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
