import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CAUSE_IDS, THRESHOLDS } from '@halfopen/core'
import { describe, expect, it } from 'vitest'
// @ts-expect-error -- a plain module of the build, without types
import { pages } from './lib/pages.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

describe('generated pages', () => {
  it.each([...(pages() as Map<string, string>)])('%s says what the code says (else: npm run docs)', (path, text) => {
    expect(read(path)).toBe(text)
  })

  it('there is a page for every cause, and none for a cause that does not exist', () => {
    const there = readdirSync(join(root, 'docs/causes')).filter((name) => name !== 'README.md')
    expect(there.sort()).toEqual(CAUSE_IDS.map((id) => `${id}.md`).sort())
  })
})

describe('docs/defaults.md', () => {
  const named = [...read('docs/defaults.md').matchAll(/^\| `(\w+)` \| ([\d.]+)/gm)].map(([, name, value]) => [
    name,
    Number(value),
  ])

  it('gives every number that a rule decides by, with its value', () => {
    expect(Object.fromEntries(named)).toEqual({ ...THRESHOLDS })
  })
})

describe('the project speaks of itself alone', () => {
  it.each(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/defaults.md'])(
    '%s links only to files that exist',
    (page) => {
      const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target]) => target ?? '')
      const broken = links.filter((target) => !existsSync(join(root, page, '..', target)))
      expect(broken).toEqual([])
    },
  )
})
