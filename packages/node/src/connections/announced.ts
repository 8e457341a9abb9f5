/** The announced timeout in `Keep-Alive: timeout=5, max=1000`, in ms; undefined where it announces none. */
export function announcedMs(header: string): number | undefined {
  const seconds = /(?:^|[\s,;])timeout\s*=\s*"?(\d+)/i.exec(header)?.[1]
  return seconds === undefined ? undefined : Number(seconds) * 1000
}
