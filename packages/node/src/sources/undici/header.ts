/** A header of a response, from raw headers (undici 6, 7) or a record of them (8). */
export function headerOf(headers: unknown, name: string): string | undefined {
  if (Array.isArray(headers)) {
    const index = headers.findIndex((text, at) => at % 2 === 0 && String(text).toLowerCase() === name)
    return index === -1 ? undefined : String(headers[index + 1])
  }
  const value = (headers as Record<string, unknown> | null)?.[name]
  return typeof value === 'string' ? value : undefined
}
