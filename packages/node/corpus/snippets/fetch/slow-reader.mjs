// A reader that works on each piece: slower than the server, and no leak.
import { setTimeout as sleep } from 'node:timers/promises'

export async function correct({ http }) {
  const { body } = await fetch(`${http}/big`)
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    await sleep(100)
  }
  if (length !== 1_000_000) throw new Error('not the whole')
}
