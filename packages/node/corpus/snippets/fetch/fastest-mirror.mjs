// The fastest of three mirrors wins. The losers answer as well.
const MIRRORS = ['big?mirror=1', 'big?mirror=2', 'big?mirror=3']

const answers = []

export async function leak({ http }) {
  const fastest = await Promise.race(
    MIRRORS.map((mirror) => {
      const answer = fetch(`${http}/${mirror}`) // leak
      answers.push(answer)
      return answer
    }),
  )
  return await fastest.text()
}

export async function correct({ http }) {
  const controllers = MIRRORS.map(() => new AbortController())
  const asked = MIRRORS.map(async (mirror, index) => {
    const response = await fetch(`${http}/${mirror}`, { signal: controllers[index].signal })
    return { response, index }
  })
  const { response, index } = await Promise.any(asked)
  for (const [other, controller] of controllers.entries()) if (other !== index) controller.abort()
  await Promise.allSettled(asked)
  return await response.text()
}
