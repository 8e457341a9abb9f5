// HEAD, 204 and 304 have no body: there is nothing to read.
const kept = []

export async function correct({ http }) {
  kept.push(await fetch(`${http}/big`, { method: 'HEAD' }))
  kept.push(await fetch(`${http}/empty`))
  kept.push(await fetch(`${http}/unchanged`))
}
