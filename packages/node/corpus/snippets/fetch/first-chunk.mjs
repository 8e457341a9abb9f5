// Only the first piece is of interest, such as a file's magic number; the reader is dropped, not cancelled.
const sniffed = []

export async function leak({ http }) {
  const { body } = await fetch(`${http}/big`) // leak
  const reader = body.getReader()
  const { value } = await reader.read()
  sniffed.push(reader)
  return value.subarray(0, 8)
}

export async function correct({ http }) {
  const { body } = await fetch(`${http}/big`)
  const reader = body.getReader()
  const { value } = await reader.read()
  await reader.cancel()
  return value.subarray(0, 8)
}
