import { createRequire } from 'node:module'

// `--import` loads its twin: an ES module of this size, with all that it imports of Node.js, starts twice as slowly.
createRequire(import.meta.url)('./register.cjs')
