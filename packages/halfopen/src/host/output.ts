/** `halfopen doctor | head -1`, or a terminal that was closed: a reader that has gone is no error. */
export function endQuietlyWhenNobodyReads(stream: NodeJS.WriteStream, end: () => void): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
    end()
  })
}
