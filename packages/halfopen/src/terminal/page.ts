/** Longer lines tire the eye. */
const MAX_WIDTH = 100
const MIN_WIDTH = 40
/** Where the output is no terminal: the width of a mail or a log viewer. */
const UNKNOWN_WIDTH = 100

/** Width of text for a person, columns. */
export function pageWidth(stream: { readonly isTTY?: boolean; readonly columns?: number }): number {
  const columns = stream.isTTY === true ? (stream.columns ?? UNKNOWN_WIDTH) : UNKNOWN_WIDTH
  return Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, columns))
}
