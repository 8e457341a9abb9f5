import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsdown'

const fromRepository = (path: string) => fileURLToPath(new URL(`../../../../../../${path}`, import.meta.url))
const source = (name: string) => fromRepository(`packages/${name}/src/index.ts`)

/** Both programs from the sources, gone at the end of the block. */
export async function buildPrograms(): Promise<
  AsyncDisposable & { readonly laboratory: string; readonly client: string }
> {
  // Beside the dependencies, so that the programs find them.
  const cache = fromRepository('node_modules/.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'soak-'))
  const names = ['laboratory', 'client'] as const
  await build({
    config: false,
    entry: names.map((name) => fileURLToPath(new URL(`./${name}.ts`, import.meta.url))),
    outDir: folder,
    clean: false,
    dts: false,
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    alias: Object.fromEntries(['core', 'kernel', 'lab'].map((name) => [`@halfopen/${name}`, source(name)])),
    noExternal: [/^@halfopen\//],
    external: [/^[a-z]/],
  })
  const [laboratory, client] = names.map((name) => join(folder, `${name}.mjs`))
  const end = () => rm(folder, { recursive: true, force: true })
  return { laboratory: laboratory ?? '', client: client ?? '', [Symbol.asyncDispose]: end }
}
