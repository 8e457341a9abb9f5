import { beforeAll, describe, expect, it } from 'vitest'

import { fakeIo, fakeMachine } from '../../fakes/index.js'
import { main } from '../index.js'

async function run(line: string) {
  const io = fakeIo()
  const code = await main(['lab', 'middlebox', ...line.split(' ').filter(Boolean)], { io, machine: fakeMachine() })
  return { code, out: io.stdout.text, err: io.stderr.text }
}

// The verb loads the laboratory when it is first used: not within one test's time.
beforeAll(() => import('../../lab/index.js'), 60_000)

describe('lab middlebox', () => {
  it.each([
    ['', 'TARGET'],
    ['nowhere --idle 5s', '"nowhere" is not a target: write it like 127.0.0.1:8080 or [::1]:8080'],
    ['127.0.0.1:0 --idle 5s', 'is not a target'],
    ['127.0.0.1:65536 --idle 5s', 'is not a target'],
    ['::1:80 --idle 5s', 'is not a target'],
    ['h:1 --idle 5s --listen here', '"here" is not a place to listen'],
    ['h:1', 'an idle timeout is needed'],
    ['h:1 --idle 5', '"5" is not a duration'],
    ['h:1 --idle 10ms', '"10ms" is out of range'],
    ['h:1 --hop aws-alb', 'aws-alb cannot be played: it ends connections itself (layer 7)'],
    ['h:1 --hop aws-nlb', 'there is no hop "aws-nlb": did you mean aws-nlb-tcp?'],
    ['h:1 --idle 5s --at-expiry silnet', 'there is no expiry "silnet": did you mean silent?'],
    ['h:1 --idle 5s --keep-alive honor', 'there is no keep-alive treatment "honor": did you mean honour?'],
    ['h:1 --idle 5s --scale fast', '"fast" is not a scale'],
    ['h:1 --idle 5s --scale 1000', '5s ÷ 1000 = 0.005s is out of range'],
    ['h:1 --idle 5s --backend kernal', 'there is no backend "kernal": did you mean kernel?'],
    ['h:1 --hop gcp-vpc --scale 60 --backend kernel', 'halfopen lab run --hop gcp-vpc --scale 60 -- COMMAND'],
  ])('%s is wrong usage', async (line, message) => {
    const { code, out, err } = await run(line)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
  })

  it('cannot forward to a name that does not resolve', async () => {
    const { code, err } = await run('no-such-host.invalid:80 --idle 5s')
    expect(code).toBe(3)
    expect(err).toContain('HO_TARGET')
  })

  it('has help that fits a terminal', async () => {
    const { code, out } = await run('--help')
    expect(code).toBe(0)
    const [, , ...lines] = out.split('\n')
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100)
  })
})
