// node-fetch's clone waits for the original: read one alone, and both stop after some kilobytes.
import fetch from 'node-fetch'

const kept = []

export async function leak({ http }) {
  const response = await fetch(`${http}/big`) // leak
  kept.push(response)
  return await response.clone().text()
}

export async function correct({ http }) {
  const response = await fetch(`${http}/big`)
  kept.push(response)
  const [copy, text] = await Promise.all([response.clone().text(), response.text()])
  if (copy !== text || text.length !== 1_000_000) throw new Error('not the whole')
}
