#!/usr/bin/env node
// npm run docs: writes the pages that come from the code: docs/causes/*.md, docs/errors.md,
// packages/node/corpus/README.md.
// A test holds the pages and the code together; run this when it fails.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pages } from './lib/pages.mjs'
import { root } from './lib/workspace.mjs'

mkdirSync(join(root, 'docs/causes'), { recursive: true })
for (const [path, text] of pages()) writeFileSync(join(root, path), text)
