// A body goes two ways, to a checksum and to a store; both stop after the first piece.
const branches = []

export async function leak({ http }) {
  const { body } = await fetch(`${http}/big`) // leak
  const readers = body.tee().map((branch) => branch.getReader())
  await Promise.all(readers.map((reader) => reader.read()))
  branches.push(...readers)
}

export async function correct({ http }) {
  const { body } = await fetch(`${http}/big`)
  const lengths = body.tee().map(async (branch) => (await new Response(branch).arrayBuffer()).byteLength)
  const [one, other] = await Promise.all(lengths)
  if (one !== 1_000_000 || other !== one) throw new Error('a branch is not whole')
}
