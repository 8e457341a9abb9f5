import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { FakeOutput } from '../../fakes/index.js'
import { KeyDecoder, Screen } from './index.js'

const bytes = (text: string) => new TextEncoder().encode(text)
const keys = (...chunks: string[]) => {
  const decoder = new KeyDecoder()
  return chunks
    .flatMap((chunk) => decoder.decode(bytes(chunk)))
    .map((key) => (key.kind === 'character' ? key.text : key.kind))
}

describe('keys', () => {
  it.each([
    ['q', ['q']],
    ['\u001b[A', ['up']],
    ['\u001bOB', ['down']],
    ['\u001b[5~\u001b[6~', ['page-up', 'page-down']],
    ['\u001b', ['escape']],
    ['\r', ['enter']],
    ['\u007f', ['backspace']],
    ['\u0003', ['interrupt']],
    ['\u001a', ['suspend']],
    ['漢', ['漢']],
    ['jj\u001b[Bk', ['j', 'j', 'down', 'k']],
    // Unknown sequences (F5, a mouse report, a coloured paste) leave nothing behind.
    ['\u001b[15~a', ['a']],
    ['\u001b[<0;10;10Ma', ['a']],
    ['\u009b\u202ea', ['a']],
  ])('%j', (text, expected) => {
    expect(keys(text)).toEqual(expected)
  })

  it('may arrive in pieces', () => {
    expect(keys('\u001b[', 'A', 'x')).toEqual(['up', 'x'])
    expect(keys('\u001b[5', '~')).toEqual(['page-up'])
  })

  it('are decoded from any bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), (chunks) => {
        const decoder = new KeyDecoder()
        for (const chunk of chunks) {
          for (const key of decoder.decode(chunk)) {
            if (key.kind === 'character') expect(key.text.codePointAt(0)).toBeGreaterThanOrEqual(0x20)
          }
        }
      }),
    )
  })
})

describe('the screen', () => {
  const opened = () => {
    const out = new FakeOutput()
    out.columns = 10
    out.rows = 3
    const screen = new Screen(out)
    screen.enter()
    const drawn = (...lines: string[]) => {
      out.text = ''
      screen.draw(lines)
      return out.text
    }
    return { out, screen, drawn }
  }

  it('writes only the lines that changed', () => {
    const { drawn } = opened()
    drawn('one', 'two', 'three')
    expect(drawn('one', 'TWO', 'three')).toBe('\u001b[?2026h\u001b[2;1HTWO\u001b[K\u001b[?2026l')
    expect(drawn('one', 'TWO', 'three')).toBe('')
  })

  it('does not erase after a line that fills the terminal', () => {
    expect(opened().drawn('0123456789', 'b', 'c')).toContain('\u001b[1;1H0123456789\u001b[2;1Hb\u001b[K')
  })

  it('is drawn whole when its size changed, or when it was forgotten', () => {
    const { out, screen, drawn } = opened()
    drawn('a', 'b', 'c')
    out.columns = 9
    expect(drawn('a', 'b', 'c')).toContain('\u001b[2J\u001b[1;1Ha')
    screen.forget()
    expect(drawn('a', 'b', 'c')).toContain('\u001b[1;1Ha')
  })

  it('is given back once, and is not written to afterwards', () => {
    const { out, screen, drawn } = opened()
    out.text = ''
    screen.leave()
    screen.leave()
    expect(out.text).toBe('\u001b[?7h\u001b[?25h\u001b[?1049l')
    expect(drawn('a')).toBe('')
  })

  it('shows what was drawn, whatever was drawn before', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 10 })
    const frame = fc.array(line, { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 6 }), (frames) => {
        const { drawn } = opened()
        const terminal = ['', '', '']
        for (const lines of frames) {
          play(drawn(...lines), terminal)
          expect(terminal).toEqual(lines.map((text) => text.trimEnd()))
        }
      }),
    )
  })
})

const ESC = '\u001b'
const LINE = new RegExp(`${ESC}\\[(\\d+);1H([^${ESC}]*)(${ESC}\\[K)?`, 'g')

/** A terminal that knows as much as a frame needs: go to a line, write, erase the rest. */
function play(output: string, terminal: string[]): void {
  for (const [, row = '', text = '', erase] of output.matchAll(LINE)) {
    const before = terminal[Number(row) - 1] ?? ''
    terminal[Number(row) - 1] = (erase === undefined ? text + before.slice(text.length) : text).trimEnd()
  }
}
