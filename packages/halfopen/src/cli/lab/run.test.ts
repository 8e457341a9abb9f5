import { beforeAll, describe, expect, it } from 'vitest'

import { fakeIo, fakeMachine } from '../../fakes/index.js'
import { main } from '../index.js'

async function run(line: string) {
  const io = fakeIo()
  const code = await main(['lab', 'run', ...line.split(' ').filter(Boolean)], { io, machine: fakeMachine() })
  return { code, out: io.stdout.text, err: io.stderr.text }
}

// The verb loads the laboratory when it is first used: not within one test's time.
beforeAll(() => import('../../lab/index.js'), 60_000)

describe('lab run', () => {
  it.each([
    ['--idle 2s', 'argument'],
    ['-- true', 'an idle timeout is needed'],
    ['--hop aws-nlb-tc -- true', 'did you mean aws-nlb-tcp?'],
    ['--idle 2s --app --target 127.0.0.1:1 -- true', 'leave --target out'],
    ['--idle 2s --target nowhere -- true', '"nowhere" is not a target'],
    ['--idle 2s --backend native -- true', 'the native backend forwards to one target only'],
  ])('%s is wrong usage', async (line, message) => {
    const { code, out, err } = await run(line)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
  })

  it('says like a shell that there is no such program', async () => {
    const { code, err } = await run('--idle 2s -- no-such-program')
    expect(code).toBe(127)
    expect(err).toBe('halfopen: there is no program "no-such-program" in PATH\n')
  })
})
