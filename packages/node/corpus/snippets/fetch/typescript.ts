// TypeScript: the line is that of the source, not of what it was compiled to.
// (npx tsc --ignoreConfig --target es2022 --module nodenext --sourceMap --types node snippets/fetch/typescript.ts)
interface Origins {
  readonly http: string
}

interface Checked {
  readonly response: Response
}

const checked: Checked[] = []

export async function leak({ http }: Origins): Promise<boolean> {
  const response: Response = await fetch(`${http}/missing`) // leak
  checked.push({ response })
  return response.ok
}

export async function correct({ http }: Origins): Promise<boolean> {
  const response: Response = await fetch(`${http}/missing`)
  await response.body?.cancel()
  checked.push({ response })
  return response.ok
}
