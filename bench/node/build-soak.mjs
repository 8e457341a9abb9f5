// @ts-check
/** The soak that the tests play with few requests, as programs. */
import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'tsdown'
import { fromRepository } from '../repository.mjs'

const SOURCES = 'packages/node/src/client/testing/soak'
const source = (/** @type {string} */ name) => [`@halfopen/${name}`, fromRepository(`packages/${name}/src/index.ts`)]

/** @returns {Promise<{remove: () => Promise<void>, programs: {laboratory: string, client: string}, soak: (soak: object) => Promise<any>}>} */
export async function buildSoak() {
  // Beside the dependencies, so that the programs find them.
  const cache = fromRepository('node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'soak-'))
  await build({
    config: false,
    entry: ['soak', 'laboratory', 'client'].map((name) => fromRepository(`${SOURCES}/${name}.ts`)),
    outDir: folder,
    clean: false,
    dts: false,
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    alias: Object.fromEntries(['core', 'kernel', 'lab'].map(source)),
    noExternal: [/^@halfopen\//],
    external: [/^[a-z]/],
  })
  const { soak } = await import(pathToFileURL(join(folder, 'soak.mjs')).href)
  return {
    programs: { laboratory: join(folder, 'laboratory.mjs'), client: join(folder, 'client.mjs') },
    soak,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
