// Global fetch, in a program that has undici from npm too: it then goes through the dispatcher of that copy.
import { Agent, setGlobalDispatcher } from '#undici'

const held = []
setGlobalDispatcher(new Agent())

export async function leak({ http }) {
  held.push(await fetch(`${http}/missing`)) // leak
}

export async function correct({ http }) {
  const response = await fetch(`${http}/missing`)
  held.push(response)
  await response.text()
}
