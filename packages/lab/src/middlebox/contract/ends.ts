import { setTimeout as sleep } from 'node:timers/promises'

/** One end of a connection, as a case sees it. */
export interface End {
  /** What has been heard so far: texts, `FIN`, `RST`. */
  readonly heard: readonly string[]
  send(text: string): void
  /** Arms TCP keep-alive with a time of one second, the least there is. */
  keepAlive(): void
  end(): void
  reset(): void
}

/** Both ends of one connection across the middlebox. */
export interface Line {
  readonly client: End
  readonly server: End
}

/** Long enough for a loaded machine; a failure only. */
const PATIENCE_MS = 5000
/** What comes after so long would have come at once; with the other margins of the cases it is what a play lasts. */
const NOTHING_MS = 400

export async function until(what: string, holds: () => boolean): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`${what}: not within ${PATIENCE_MS} ms`)
    await sleep(5)
  }
}

export async function hears(end: End, text: string): Promise<void> {
  try {
    await until(`"${text}" is heard`, () => end.heard.join('').includes(text))
  } catch (error) {
    throw new Error(`${(error as Error).message}; but ${JSON.stringify(end.heard)}`, { cause: error })
  }
}

/** The end hears nothing beyond what it has heard. */
export async function hearsNothing(end: End): Promise<void> {
  const before = end.heard.length
  await sleep(NOTHING_MS)
  if (end.heard.length > before) throw new Error(`hears ${JSON.stringify(end.heard.slice(before))} instead of nothing`)
}
