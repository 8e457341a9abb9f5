import { describe, expect, it } from 'vitest'

import { fakeIo, fakeMachine } from '../fakes/index.js'
import { main } from './index.js'

async function run(line: string, env: Record<string, string> = {}) {
  const io = { ...fakeIo(), env }
  const code = await main(['probe', ...line.split(' ')], { io, machine: fakeMachine() })
  return { code, out: io.stdout.text, err: io.stderr.text }
}

describe('wrong usage of halfopen probe ends with 2 and what is right', () => {
  it.each([
    ['http://', 'is no target'],
    ['example.com', 'has no port: write host:port'],
    ['ftp://example.com/', 'has the scheme ftp://, which cannot be probed'],
    ['http://user:secret@example.com/', 'holds a password'],
    ['http://a/ http://b/', 'one argument too many'],
    ['http://a/ --mode respons', 'there is no mode "respons": did you mean response?'],
    ['http://a/ --mode x', 'there is no mode "x": auto, response, idle, tcp'],
    ['http://a/ --resolution 0.01%', 'it is a number from 0.1 to 50 %'],
    ['http://a/ --resolution one', '"one" is not a resolution'],
    ['http://a/ --min 10ms', '"10ms" is out of range: 50ms to 1d'],
    ['http://a/ --min 2m --max 1m', 'the shortest silence must be shorter than the longest'],
    ['http://a/ --connections 4', 'it is a number from 8 to 50000'],
    ['http://a/ --pace 1.5', 'it is a whole number'],
    ['http://a/ --scale 0', 'it is a number from 1 to 1000000'],
    ['http://a/ --for pyton', 'did you mean'],
    ['http://a/ --for constructor', 'there is no client "constructor"'],
  ])('%s', async (line, message) => {
    const { code, out, err } = await run(line)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
    expect(err).toMatch(/^halfopen: .*\(HO_[A-Z_]+\)\n {2}\S.*\n$/)
    expect(err).not.toContain('secret')
  })

  it('a scale in the environment that is none', async () => {
    const { code, err } = await run('http://127.0.0.1:1/', { HALFOPEN_LAB_SCALE: 'fast' })
    expect(code).toBe(2)
    expect(err).toContain('"fast" is not a scale')
  })
})

it('nobody listens: 3, and what to do', async () => {
  const { code, err } = await run('http://127.0.0.1:1/')
  expect(code).toBe(3)
  expect(err).toContain('the connection was refused: nothing listens there (127.0.0.1:1) (HO_TARGET)')
})
