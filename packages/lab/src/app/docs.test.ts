import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { expect, it } from 'vitest'

import type { Parameters } from './parameters/index.js'
import { COMMON, ROUTES } from './routes/index.js'

const PAGE = fileURLToPath(new URL('../../../../docs/lab-app.md', import.meta.url))

function routesTable(): string {
  const rows = ROUTES.flatMap(({ path, does, parameters }) => [
    `| **\`${path}\`** | ${does} | | |`,
    ...parameterRows(parameters),
  ])
  const common = ['| **every route** | takes also: | | |', ...parameterRows(COMMON)]
  return ['| route, parameter | what it does | range | default |', '|---|---|---|---|', ...rows, ...common].join('\n')
}

const parameterRows = (parameters: Parameters) =>
  Object.entries(parameters).map(
    ([name, { does, range, usually }]) => `| \`${name}\` | ${does} | ${range} | ${usually} |`,
  )

// Written by `npx vitest run --project unit packages/lab/src/app/docs.test.ts -u`.
it('docs/lab-app.md has every route and parameter, with its range and its default', async () => {
  const page = readFileSync(PAGE, 'utf8')
  const [before, after] = [page.split('<!-- routes -->')[0], page.split('<!-- /routes -->')[1]]
  const current = `${before}<!-- routes -->\n${routesTable()}\n<!-- /routes -->${after}`
  await expect(current).toMatchFileSnapshot(PAGE)
})
