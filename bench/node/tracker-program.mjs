// @ts-check
/**
 * One program; the tracker is its parent's to load. Arguments: library, observer. It answers every message
 * `{url, requests, connections}` with what they took.
 */
import { createRequire } from 'node:module'
import { fromRepository } from '../repository.mjs'

/** @typedef {{url: string, requests: number, connections: number}} Batch */

const [library = '', observer = ''] = process.argv.slice(2)
/** What the corpus has installed. */
const installed = /** @type {(name: string) => any} */ (
  createRequire(fromRepository('packages/node/corpus/package.json'))
)

if (observer === 'opentelemetry') openTelemetry()
const get = await client()
process.on('message', (message) => void answer(/** @type {Batch} */ (message)))
process.once('disconnect', () => process.exit())
process.send?.('ready')

/** @param {Batch} batch */
async function answer({ url, requests, connections }) {
  process.send?.(await measure(url, requests, connections))
}

/** Spans that nobody exports: the least that its instrumentations can cost. */
function openTelemetry() {
  const { NodeTracerProvider } = installed('@opentelemetry/sdk-trace-node')
  const { UndiciInstrumentation } = installed('@opentelemetry/instrumentation-undici')
  const { HttpInstrumentation } = installed('@opentelemetry/instrumentation-http')
  const provider = new NodeTracerProvider()
  provider.register()
  for (const instrumentation of [new UndiciInstrumentation(), new HttpInstrumentation()]) {
    instrumentation.setTracerProvider(provider)
    instrumentation.enable()
  }
}

/** @returns {Promise<(url: string, connections: number) => Promise<number>>} reads one answer to its end */
async function client() {
  if (library === 'fetch') return async (url) => (await (await fetch(url)).arrayBuffer()).byteLength
  if (library === 'undici') {
    const undici = installed('undici')
    const agent = new undici.Agent({ connections: 50 })
    return async (url) => (await (await undici.request(url, { dispatcher: agent })).body.arrayBuffer()).byteLength
  }
  const http = installed('node:http')
  const agent = new http.Agent({ keepAlive: true, maxSockets: 50 })
  return (url) => readWith(http, url, agent)
}

/**
 * @param {typeof import('node:http')} http
 * @param {string} url
 * @param {import('node:http').Agent} agent
 * @returns {Promise<number>}
 */
function readWith(http, url, agent) {
  return new Promise((resolve, reject) => {
    http
      .get(url, { agent }, (response) => {
        let bytes = 0
        response.on('data', (chunk) => {
          bytes += chunk.length
        })
        response.on('end', () => resolve(bytes)).on('error', reject)
      })
      .on('error', reject)
  })
}

/**
 * @param {string} url
 * @param {number} requests
 * @param {number} connections
 */
async function measure(url, requests, connections) {
  let left = requests
  const lane = async () => {
    while (left > 0) {
      left -= 1
      if ((await get(url, connections)) !== 200) throw new Error('an answer was not read')
    }
  }
  const cpu = process.cpuUsage()
  const began = performance.now()
  await Promise.all(Array.from({ length: connections }, lane))
  const ms = performance.now() - began
  const { user, system } = process.cpuUsage(cpu)
  return { perSecond: (requests * 1000) / ms, cpuUs: (user + system) / requests }
}
