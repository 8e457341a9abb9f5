// Two copies of undici in one program, as when a dependency brings its own.
import { request } from '#undici'
import { request as requestOfDependency } from '#other-undici'

const held = []

export async function leak({ http }) {
  held.push(await request(`${http}/forbidden`)) // leak
  held.push(await requestOfDependency(`${http}/forbidden`)) // leak
}

export async function correct({ http }) {
  for (const { body } of await Promise.all([request(`${http}/big`), requestOfDependency(`${http}/big`)])) {
    if ((await body.text()).length !== 1_000_000) throw new Error('not the whole')
  }
}
