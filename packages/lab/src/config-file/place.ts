import { printable } from '@halfopen/core'
import { type Document, isMap, isNode, isScalar } from 'yaml'

/** The keys and indexes that lead to a value of a configuration. */
export type Path = readonly PropertyKey[]

/** `mock.yaml:3: at routes[0].path`: where, as a person looks for it; of the whole, `mock.yaml:3`. */
export function placeIn(where: string, path: Path): string {
  return path.length === 0 ? where : `${where}: at ${printable(dotted(path), 200)}`
}

/** `routes[2].faults[0].fault` */
const dotted = (path: Path): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '')

/** Where in the text a value is, or the name of its key; of one that is missing, what it is missing from. */
export function offsetOf(document: Document, path: Path): number {
  for (let depth = path.length; depth > 0; depth--) {
    const offset = offsetIn(document, path.slice(0, depth))
    if (offset !== undefined) return offset
  }
  return document.contents?.range?.[0] ?? 0
}

function offsetIn(document: Document, path: Path): number | undefined {
  const outer = path.slice(0, -1)
  const parent = outer.length === 0 ? document.contents : document.getIn(outer, true)
  const last = String(path.at(-1))
  const node = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === last)?.key
    : document.getIn(path, true)
  return isNode(node) ? node.range?.[0] : undefined
}
