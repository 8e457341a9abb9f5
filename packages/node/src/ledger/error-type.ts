/** Name and code of an error, which may be anything: a getter of its own may throw, and then it has none. */
function errorWords(error: unknown): { readonly name: unknown; readonly code: unknown } {
  if (typeof error !== 'object' || error === null) return { name: undefined, code: undefined }
  return { name: read(error, 'name'), code: read(error, 'code') }
}

function read(error: object, key: 'name' | 'code'): unknown {
  try {
    return (error as Partial<Record<typeof key, unknown>>)[key]
  } catch {
    return undefined
  }
}

/** What an error is called in metrics: its code, else its name; never its message, of which there is no end. */
export function errorTypeOf(error: unknown): string {
  const { code, name } = errorWords(error)
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)) return code
  return typeof name === 'string' && /^[A-Za-z]{1,60}$/.test(name) ? name : '_OTHER'
}

/** Whether the program itself gave the request up: by a signal, or undici's or Node.js's own word for it. */
export function isAbort(error: unknown): boolean {
  const { code, name } = errorWords(error)
  return name === 'AbortError' || name === 'TimeoutError' || code === 'ABORT_ERR' || code === 'UND_ERR_ABORTED'
}
