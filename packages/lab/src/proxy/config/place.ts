import { type Document, isMap, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml'

/** A configuration as text, its value, and where in the text each part of the value is. */
export interface Source {
  readonly value: unknown
  /** The first thing that is no YAML (nor JSON, which is YAML); undefined: none. */
  readonly error: { readonly line: number; readonly message: string } | undefined
  /** The line, from 1, of what is at the path; of a field, that of its name. */
  lineOf(path: readonly (string | number)[]): number
}

export function readSource(text: string): Source {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineAt = (offset: number) => lines.linePos(offset).line
  const lineOf: Source['lineOf'] = (path) => lineAt(offsetOf(document, path))
  const [error] = document.errors
  if (error !== undefined) {
    return { value: undefined, error: { line: lineAt(error.pos[0]), message: error.message }, lineOf }
  }
  try {
    return { value: document.toJS({ maxAliasCount: 100 }), error: undefined, lineOf }
  } catch (cause) {
    // A document that grows without bound by its aliases, or that is too deep.
    return { value: undefined, error: { line: 1, message: (cause as Error).message }, lineOf }
  }
}

/** Of the innermost part of the path that is there. */
function offsetOf(document: Document, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const offset = keyOffset(document, path.slice(0, length))
    if (offset !== undefined) return offset
  }
  return document.contents?.range?.[0] ?? 0
}

function keyOffset(document: Document, path: readonly (string | number)[]): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  const last = path.at(-1)
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === last)
    return (pair?.key as Node | undefined)?.range?.[0]
  }
  return (document.getIn(path, true) as Node | undefined)?.range?.[0]
}
