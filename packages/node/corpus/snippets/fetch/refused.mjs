// Nobody listens there.
export async function correct() {
  const error = await fetch('http://127.0.0.1:1/').catch((error) => error)
  if (!(error instanceof Error)) throw new Error('not refused')
}
