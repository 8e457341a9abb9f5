/** The soft limit of open descriptors in /proc/PID/limits; null where there is none. */
export function parseDescriptorLimit(text: string): number | null {
  const match = /^Max open files\s+(\d+)/m.exec(text)
  return match === null ? null : Number(match[1])
}
