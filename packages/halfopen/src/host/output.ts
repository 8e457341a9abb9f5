/**
 * `halfopen doctor | head -1`, or a terminal that was closed: a reader that has
 * gone is no error. A full disk is one: what was found could not be told.
 */
export function endWhenNobodyReads(
  stream: NodeJS.WriteStream,
  end: { readonly quietly: () => void; readonly failed: (why: string) => void },
): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'EIO') end.quietly()
    else end.failed(error.message)
  })
}
