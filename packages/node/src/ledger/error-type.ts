/** What an error is called in metrics: its code, else its name; never its message, of which there is no end. */
export function errorTypeOf(error: unknown): string {
  const { code, name } = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: unknown
    name?: unknown
  }
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)) return code
  return typeof name === 'string' && /^[A-Za-z]{1,60}$/.test(name) ? name : '_OTHER'
}
