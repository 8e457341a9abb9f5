// A health check that looks at the status only, and remembers the last answer.
let last

export async function leak({ http }) {
  last = await fetch(`${http}/big`) // leak
  return last.ok
}

export async function correct({ http }) {
  last = await fetch(`${http}/big`, { method: 'HEAD' })
  return last.ok
}
