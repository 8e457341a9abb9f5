// A small body, kept and never read, holds no connection: it is in memory whole. Only a test's assertion objects.
const kept = []

export async function correct({ http }) {
  kept.push(await fetch(`${http}/small`))
}
