// Two copies of undici in one program, as when a dependency brings its own.
import { request } from '#undici'
import { request as requestOfDependency } from '#other-undici'

const held = []

export async function leak({ http }) {
  held.push(await request(`${http}/forbidden`)) // leak
  held.push(await requestOfDependency(`${http}/forbidden`)) // leak
}

export async function correct({ http }) {
  const calls = [request, requestOfDependency].map(async (call) => await (await call(`${http}/big`)).body.text())
  if ((await Promise.all(calls)).some((text) => text.length !== 1_000_000)) throw new Error('not the whole')
}
