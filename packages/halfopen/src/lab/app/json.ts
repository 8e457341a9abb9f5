import type { LabApp, SeenRequest } from '@halfopen/lab'

/** The first line of `--json`. */
export const startRow = ({ url, address: { host, port }, fingerprint }: LabApp): string =>
  JSON.stringify({ schema: 'halfopen.lab.app/1', url, host, port, fingerprint })

/** Every later line. */
export const requestRow = (seen: SeenRequest): string => JSON.stringify(seen)
