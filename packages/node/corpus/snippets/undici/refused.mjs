// Nobody listens there.
import { request } from '#undici'

export async function correct() {
  const error = await request('http://127.0.0.1:1/').catch((error) => error)
  if (!(error instanceof Error)) throw new Error('not refused')
}
