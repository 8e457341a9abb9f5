/** As Node.js gives them. */
export type SeenHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

const MAX_VALUE = 512
const MAX_HEADERS = 2048

/** What is kept of a client's headers: values of at most 512 characters, and at most 2 KiB of it all. */
export function boundedHeaders(headers: SeenHeaders): Readonly<Record<string, string>> {
  const kept: [string, string][] = []
  let room = MAX_HEADERS
  for (const [name, value] of Object.entries(headers)) {
    // HTTP/2's pseudo-headers are in method and path.
    if (value === undefined || name.startsWith(':')) continue
    const text = boundedText(String(value), MAX_VALUE)
    room -= name.length + text.length
    if (room < 0) break
    kept.push([name, text])
  }
  return Object.fromEntries(kept)
}

/** The beginning of a text; a copy, because V8's slices keep the whole text alive. */
export const boundedText = (text: string, max: number): string =>
  text.length <= max ? text : Buffer.from(text.slice(0, max)).toString()
