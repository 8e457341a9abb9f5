/** Where a program runs: beside the doctor (`client`), or at the far end of a `nat` (`server`). */
export const NAMESPACES = ['client', 'server'] as const
export type Namespace = (typeof NAMESPACES)[number]
