import { spawnSync } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const CORPUS = fileURLToPath(new URL('../../corpus/', import.meta.url))

test('the program that plays the corpus says what to do when its packages are missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'halfopen-corpus-'))
  try {
    for (const name of ['play', 'catalogue', 'certificate', 'servers']) {
      await cp(join(CORPUS, `${name}.mjs`), join(folder, `${name}.mjs`))
    }
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'play.mjs'), 'fetch'], { encoding: 'utf8' })
    expect(stderr).toBe(`The snippets use packages that are not installed: npm ci --prefix ${folder}/\n`)
    expect(status).toBe(1)
  } finally {
    await rm(folder, { recursive: true })
  }
})
