/**
 * Runs `work` at the first of these signals, and then ends the program as the
 * signal would have, unless others listen for it: then the end is theirs.
 * Returns how to undo it.
 */
export function onSignals(signals: readonly NodeJS.Signals[], work: () => Promise<unknown>): () => void {
  const undo = () => {
    for (const signal of signals) process.off(signal, onSignal)
  }
  const onSignal = (signal: NodeJS.Signals) => {
    const end = () => {
      undo()
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
    }
    work().then(end, end)
  }
  for (const signal of signals) process.on(signal, onSignal)
  return undo
}
