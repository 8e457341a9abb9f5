import { EventEmitter } from 'node:events'

import type { Input, Io, Output } from '../host/index.js'

/** Keeps what was written. */
export class FakeOutput extends EventEmitter implements Output {
  text = ''
  isTTY = false
  columns = 80
  rows = 24

  write(text: string): void {
    this.text += text
  }
}

export class FakeInput extends EventEmitter implements Input {
  isTTY = false
  isRaw = false

  setRawMode(raw: boolean): void {
    this.isRaw = raw
  }

  resume(): void {}

  pause(): void {}
}

export function fakeIo(): Io & { readonly stdout: FakeOutput; readonly stderr: FakeOutput; readonly stdin: FakeInput } {
  return { stdout: new FakeOutput(), stderr: new FakeOutput(), stdin: new FakeInput(), env: {} }
}
