// Leaving a `for await` loop cancels the body, unless it was told not to.
const bodies = []

export async function leak({ http }) {
  const { body } = await fetch(`${http}/big`) // leak
  bodies.push(body)
  for await (const chunk of body.values({ preventCancel: true })) return chunk.length
}

export async function correct({ http }) {
  const { body } = await fetch(`${http}/big`)
  bodies.push(body)
  for await (const chunk of body) return chunk.length
}
