import { describe, expect, it } from 'vitest'

import { fakeIo, fakeMachine } from '../fakes/index.js'
import { main } from './index.js'

async function run(...args: string[]) {
  const io = fakeIo()
  const code = await main(['compare', ...args], { io, machine: fakeMachine() })
  return { code, out: io.stdout.text, err: io.stderr.text }
}

describe('wrong usage of compare ends with 2', () => {
  it.each([
    [[], 'compare takes 2 to 6 commands, and 0 commands are given'],
    [['true'], 'compare takes 2 to 6 commands, and 1 command is given'],
    [['curl', '-s'], 'there is no flag -s'],
    [['a', 'b', 'c', 'd', 'e', 'f', 'g'], '7 commands are given; quote each as one argument'],
    [['true', ' '], 'a command is empty'],
    [['--timeout', '999ms', 'true', 'true'], '"999ms" is out of range: 1s to 1h'],
    [['--patience', '2h', 'true', 'true'], '"2h" is out of range: 1s to 1h'],
    [['--app', 'http://', 'true', 'true'], '"http://" is not a host and a port'],
    [['--jsn', 'true', 'true'], 'there is no flag --jsn: did you mean --json?'],
  ])('halfopen compare %j', async (args, message) => {
    const { code, out, err } = await run(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
    expect(err).toMatch(/^halfopen: .*\(HO_[A-Z_]+\)\n {2}\S.*\n$/)
  })
})

it('help of compare', async () => {
  const { code, out } = await run('--help')
  expect(code).toBe(0)
  // The usage is one line, however many flags there are.
  for (const line of out.split('\n').slice(2)) expect(line.length).toBeLessThanOrEqual(100)
  expect(out).toContain('--one-by-one')
  expect(out).toMatch(/--patience .*End what is silent/)
  expect(out).toContain('GET /connections')
  expect(out).toContain("halfopen compare 'curl -s http://h/slow' 'python3 slow.py'")
})
