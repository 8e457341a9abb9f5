// @ts-check
/** The clients, each with as many connections, and each reading its answer to the end. */
import http from 'node:http'
import { fromRepository, requireBuilt } from '../repository.mjs'

/** @typedef {{name: string, get: (url: string) => Promise<string>}} Contender */

/** @param {string} file */
const corpus = (file) => import(fromRepository(`packages/node/corpus/node_modules/${file}`))

/**
 * @param {number} connections
 * @returns {Promise<readonly Contender[]>}
 */
export async function openContenders(connections) {
  const { createAgent, createDispatcher } = await import(requireBuilt('packages/node/dist/index.js'))
  const undici = await import('undici')
  const [axios, got, ky, keepalive] = await Promise.all(
    ['axios/index.js', 'got/dist/source/index.js', 'ky/distribution/index.js', 'agentkeepalive/index.js'].map(corpus),
  )
  const ours = createDispatcher({ connections })
  const bare = new undici.Agent({ connections })
  const plain = () => new http.Agent({ keepAlive: true, maxSockets: connections })
  const { httpAgent } = createAgent({ connections })
  const [nodeAgent, axiosAgent, gotAgent] = [plain(), plain(), plain()]
  const keepAliveAgent = new keepalive.default({ maxSockets: connections })
  const axiosClient = axios.default.create({ httpAgent: axiosAgent })
  const gotClient = got.default.extend({ agent: { http: gotAgent }, retry: { limit: 0 } })
  return [
    { name: 'createDispatcher, undici.request', get: (url) => undiciGet(undici, url, ours) },
    { name: 'undici.request, its Agent', get: (url) => undiciGet(undici, url, bare) },
    { name: 'createAgent, http.request', get: (url) => httpGet(url, httpAgent) },
    { name: 'node:http Agent', get: (url) => httpGet(url, nodeAgent) },
    { name: 'agentkeepalive', get: (url) => httpGet(url, keepAliveAgent) },
    { name: 'axios', get: async (url) => (await axiosClient.get(url, { responseType: 'text' })).data },
    { name: 'got', get: (url) => gotClient(url).text() },
    { name: 'ky', get: (url) => ky.default.get(url, { retry: 0 }).text() },
  ]
}

/**
 * @param {typeof import('undici')} undici
 * @param {string} url
 * @param {import('undici').Dispatcher} dispatcher
 */
async function undiciGet({ request }, url, dispatcher) {
  const { body } = await request(url, { dispatcher })
  return body.text()
}

/**
 * @param {string} url
 * @param {http.Agent} agent
 * @returns {Promise<string>}
 */
function httpGet(url, agent) {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
        text += chunk
      })
      response.on('end', () => resolve(text)).on('error', reject)
    })
    request.on('error', reject)
  })
}
