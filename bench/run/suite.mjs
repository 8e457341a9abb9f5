// @ts-check
/** A test suite in small: a server, and requests to it one after the other from four clients. Prints how long it took, ms. */
import http from 'node:http'

const requests = Number(process.argv[2])
const server = http.createServer((_, response) => response.end('x'.repeat(1000)))
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
const address = /** @type {import('node:net').AddressInfo} */ (server.address())
const url = `http://127.0.0.1:${address.port}/`

const began = performance.now()
let left = requests
const lane = async () => {
  while (left > 0) {
    left -= 1
    await (await fetch(url)).text()
  }
}
await Promise.all([lane(), lane(), lane(), lane()])
console.log(JSON.stringify({ tookMs: performance.now() - began }))
process.exit()
