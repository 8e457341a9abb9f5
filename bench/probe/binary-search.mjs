// @ts-check
/**
 * How one measured before: one request after the other, each asking for an
 * answer after a silence. It doubles the silence until an answer fails to
 * come, so that a wide range costs it little, then halves what is left.
 *
 * usage: node binary-search.mjs URL MIN_SECONDS RESOLUTION WAIT_MS
 */
import http from 'node:http'

const [url = '', ...numbers] = process.argv.slice(2)
const [min = 1, resolution = 0.01, waitMs = 1000] = numbers.map(Number)

const startMs = performance.now()
let [alive, dead, requests] = [min, Number.POSITIVE_INFINITY, 0]
while (dead / alive - 1 > resolution) {
  const middle = Number.isFinite(dead) ? (alive + dead) / 2 : alive * 2
  requests += 1
  if (await isAnswered(middle)) alive = middle
  else dead = middle
}
process.stdout.write(JSON.stringify({ alive, dead, requests, wallMs: performance.now() - startMs }))

/** @param {number} seconds @returns {Promise<boolean>} */
function isAnswered(seconds) {
  return new Promise((resolve) => {
    const path = `${url.replace(/\/$/, '')}/sleep?for=${Math.round(seconds * 1000)}ms`
    const request = http.get(path, { agent: false }, (response) => response.resume().on('end', () => settle(true)))
    const timer = setTimeout(() => settle(false), seconds * 1000 + waitMs)
    request.on('error', () => settle(false))
    const settle = (/** @type {boolean} */ answered) => {
      clearTimeout(timer)
      request.destroy()
      resolve(answered)
    }
  })
}
