const SPACE = 0x20
const COLON = 0x3a

/**
 * Reads numbers out of one line of ASCII without making strings. What does not
 * fit sets `broken`, once and for all, so that a caller asks only at the end.
 */
export class Cursor {
  broken = false
  #bytes: Uint8Array = new Uint8Array()
  #at = 0
  #end = 0

  start(bytes: Uint8Array, from: number, to: number): void {
    this.#bytes = bytes
    this.#at = from
    this.#end = to
    this.broken = false
  }

  /** Steps over spaces. */
  spaces(): void {
    while (this.#at < this.#end && this.#bytes[this.#at] === SPACE) this.#at++
  }

  colon(): void {
    if (this.#at < this.#end && this.#bytes[this.#at] === COLON) this.#at++
    else this.broken = true
  }

  /** Exactly `digits` hexadecimal digits, at most eight. */
  hex(digits: number): number {
    let value = 0
    for (let i = 0; i < digits; i++) {
      const digit = this.#at < this.#end ? hexDigit(this.#bytes[this.#at] ?? 0) : -1
      if (digit < 0) this.broken = true
      value = (value << 4) | digit
      this.#at++
    }
    return value >>> 0
  }

  /** One or more decimal digits. */
  decimal(): number {
    let value = 0
    const from = this.#at
    while (this.#at < this.#end) {
      const digit = (this.#bytes[this.#at] ?? 0) - 0x30
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
      this.#at++
    }
    if (this.#at === from) this.broken = true
    return value
  }
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  if (code >= 0x41 && code <= 0x46) return code - 0x37
  if (code >= 0x61 && code <= 0x66) return code - 0x57
  return -1
}
