import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { expect, it } from 'vitest'

import { MOCK_EXAMPLE } from './example.js'
import { reference } from './testing/reference.js'

const PAGE = fileURLToPath(new URL('../../../../../docs/lab-mock.md', import.meta.url))

function withBlock(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}: made from the code -->\n`, `\n<!-- end of ${name} -->`]
  const [head, tail] = [page.indexOf(begin), page.indexOf(end)]
  if (head < 0 || tail < head) throw new Error(`docs/lab-mock.md has no block ${name}`)
  return page.slice(0, head + begin.length) + text + page.slice(tail)
}

it('docs/lab-mock.md says what the schema says (else: npx vitest run --project unit packages/lab/src/mock/config --update)', async () => {
  const page = readFileSync(PAGE, 'utf8')
  const example = `\`\`\`yaml\n${MOCK_EXAMPLE}\`\`\``
  const made = withBlock(withBlock(page, 'example', example), 'reference', reference())
  await expect(made).toMatchFileSnapshot(PAGE)
})

it('explains every key, and says what it takes', () => {
  const rows = reference()
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  expect(rows.length).toBeGreaterThan(30)
  expect(rows.filter((row) => /\| {2}\|$|^\| `\w+` \| {2}\|/.test(row))).toEqual([])
})
