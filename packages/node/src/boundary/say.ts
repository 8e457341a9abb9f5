const ignore = (): void => undefined
let unwritten = 0

/**
 * Writes whole lines on stderr. Where that fails (a full disk, a reader that has gone) they are lost: an `error` event
 * that nobody listens for would end the program, for something that it has not written itself.
 */
export function say(text: string): void {
  const { stderr } = process
  if (unwritten === 0) stderr.on('error', ignore)
  unwritten += 1
  try {
    // The event comes after the callback.
    stderr.write(text, () => void setImmediate(written, stderr).unref())
  } catch {
    written(stderr)
  }
}

function written(stderr: NodeJS.WriteStream): void {
  unwritten -= 1
  if (unwritten === 0) stderr.off('error', ignore)
}
