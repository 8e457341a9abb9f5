import { HalfopenError } from '@halfopen/core'

/**
 * Reads a value that came from an environment variable: what is wrong with it names the variable, since whoever reads
 * that has set the variable, perhaps far away, and knows no option of ours.
 */
export function fromVariable<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof HalfopenError)) throw error
    throw new HalfopenError(error.code, `${name}=${error.message}`, { cause: error })
  }
}
