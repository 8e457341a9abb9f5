// A small body, kept and never read, holds no connection: it is in memory whole. Only a test's assertion objects.
import { request } from '#undici'

const kept = []

export async function correct({ http }) {
  kept.push(await request(`${http}/small`))
}
