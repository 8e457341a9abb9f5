// A retry loop that drops every response it is not content with.
const failed = []

export async function leak({ http }) {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const response = await fetch(`${http}/flaky`) // leak
    if (response.ok) return await response.text()
    failed.push(response)
  }
}

export async function correct({ http }) {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const response = await fetch(`${http}/flaky`)
    if (response.ok) return await response.text()
    await response.body.cancel()
  }
  throw new Error('never answered')
}
