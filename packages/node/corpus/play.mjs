#!/usr/bin/env node
// Plays snippets, families or single ones: every leak and every correct twin at once, each at paths of its own.
//
//   node --import @halfopen/node/register packages/node/corpus/play.mjs fetch http/proxy
//   node -C undici6 --import … play.mjs undici          the same with another copy of undici
//
// The snippets of pg want the URL of a PostgreSQL server in CORPUS_POSTGRES.
//
// The tracker tells on stderr who leaks. Once every twin is done, a line of JSON says which of them failed, and
// what the tracker thinks they still hold; then it waits, leaking, until it is ended.
import { existsSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { CERTIFICATE } from './certificate.mjs'
import { snippets } from './catalogue.mjs'
import { startServers } from './servers.mjs'

/** After the twins are done: whoever is accused wrongly for what they left behind is accused within this. */
const PATIENCE_MS = 1500
const MOST_MS = 60_000

const packages = new URL('node_modules', import.meta.url)
if (!existsSync(packages)) {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  process.stderr.write(`The snippets use packages that are not installed: npm ci --prefix ${folder}\n`)
  process.exit(1)
}

const wanted = new Set(process.argv.slice(2))
const chosen = snippets().filter(({ family, name }) => wanted.has(family) || wanted.has(name))
const servers = await startServers('origin.mjs')
// Reading that is paused keeps no process alive.
setInterval(() => undefined, 1000)

const failures = []
await Promise.all(chosen.map(play))
await sleep(PATIENCE_MS)
process.stdout.write(`${JSON.stringify({ failures, held: heldByTwins() })}\n`)

async function play({ name, file }) {
  const { leak, correct } = await import(pathToFileURL(file))
  // A leak may throw, and it may hang: that is what leaks do.
  Promise.resolve(originsFor(name, 'leak'))
    .then(leak)
    .catch(() => undefined)
  await within(correct(originsFor(name, 'correct'))).catch((error) => failures.push({ name, error: error.stack }))
}

async function within(work) {
  const late = sleep(MOST_MS, undefined, { ref: false }).then(() => Promise.reject(new Error('it hangs')))
  return await Promise.race([work, late])
}

/** Base URLs of which only this one's paths begin so. */
function originsFor(name, which) {
  const urls = Object.entries(servers).map(([server, url]) => [server, `${url}/${name}/${which}`])
  return { ...Object.fromEntries(urls), proxy: servers.http, ca: CERTIFICATE, postgres: process.env.CORPUS_POSTGRES }
}

function heldByTwins() {
  const tracker = globalThis[Symbol.for('@halfopen/node/tracker')]?.tracker
  const held = tracker?.snapshot().held ?? []
  return held
    .filter(({ path }) => path.includes('/correct/'))
    .map(({ method, path, state }) => `${method} ${path} ${state}`)
}
