import { describe, expect, it } from 'vitest'
import { echo, play } from '../testing/index.js'

describe('latency', () => {
  it('delays each direction by at least its latency, and adds up', async () => {
    await using lab = await play({
      serve: echo,
      toxics: [
        { type: 'latency', stream: 'upstream', attributes: { latency: 40 } },
        { type: 'latency', attributes: { latency: 30 } },
        { type: 'latency', name: 'another', attributes: { latency: 20 } },
      ],
    })
    const end = await lab.open()
    const sentAt = performance.now()
    end.socket.write('ping')
    await end.hears(4)
    expect(performance.now() - sentAt).toBeGreaterThanOrEqual(90)
  })

  it('keeps the order whatever the jitter', async () => {
    await using lab = await play({
      serve: echo,
      toxics: [{ type: 'latency', attributes: { latency: 3, jitter: 3 } }],
    })
    const end = await lab.open()
    const numbers = Array.from({ length: 500 }, (_, n) => `${n} `)
    for (const number of numbers) end.socket.write(number)
    end.socket.end()
    await end.ends()
    expect(end.text).toBe(numbers.join(''))
  })

  it('lets go of what it holds when it is changed or removed', async () => {
    await using lab = await play({ serve: echo, toxics: [{ type: 'latency', attributes: { latency: 3_600_000 } }] })
    const end = await lab.open()
    end.socket.write('first')
    await lab.proxy.toxics.update('latency_downstream', { attributes: { latency: 0 } })
    await end.hears(5)
    await lab.proxy.toxics.update('latency_downstream', { attributes: { latency: 3_600_000 } })
    end.socket.end('second')
    await lab.proxy.toxics.remove('latency_downstream')
    expect(await end.ends()).toBe('fin')
    expect(end.text).toBe('firstsecond')
  })
})
