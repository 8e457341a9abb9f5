/** A duration to a hundredth of a second, since idle timeouts are told by it: `40 ms`, `5.02 s`, `312 s`. */
export function exactly(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  return ms < 100_000 ? `${(ms / 1000).toFixed(2)} s` : `${Math.round(ms / 1000)} s`
}

/** A duration in round numbers: `5 s`, `250 ms`. */
export function about(ms: number): string {
  if (ms < 1000) return `${Number(ms.toPrecision(2))} ms`
  return `${Number((ms / 1000).toPrecision(ms < 100_000 ? 2 : 3))} s`
}

export function times(count: number): string {
  if (count === 1) return 'once'
  return count === 2 ? 'twice' : `${count} times`
}

/** `1 byte`, `3 bytes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** `host:port`, as far as it is known. */
export function place({
  address,
  port,
  hostname,
}: {
  address?: string | undefined
  port?: number | undefined
  hostname?: string | undefined
}): string {
  const host = address ?? hostname
  if (host === undefined) return 'the server'
  const written = host.includes(':') ? `[${host}]` : host
  return port === undefined ? written : `${written}:${port}`
}
