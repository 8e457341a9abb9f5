import type { MiddleboxCounts } from '../../types.js'

/** What `nft -j list table` prints: a list of objects with one key each. */
interface Listing {
  readonly nftables: readonly {
    readonly counter?: { readonly name: string; readonly packets: number }
    readonly set?: { readonly name: string; readonly elem?: readonly Element[] }
  }[]
}

type Key = { readonly concat: readonly (string | number)[] }
/** With a timeout, an element is wrapped. */
type Element = Key | { readonly elem: { readonly val: Key } }

export function countsIn(listing: string): MiddleboxCounts {
  const { nftables } = JSON.parse(listing) as Listing
  const counter = (name: string) => nftables.find((entry) => entry.counter?.name === name)?.counter?.packets ?? 0
  const flows = (name: string) => (nftables.find((entry) => entry.set?.name === name)?.set?.elem ?? []).map(keyOf)
  const remembered = new Set(flows('remembered'))
  const missing = flows('known').filter((flow) => !remembered.has(flow))
  return { opened: counter('opened'), forgotten: counter('revived') + missing.length }
}

const keyOf = (element: Element): string => ('elem' in element ? element.elem.val : element).concat.join(' ')
