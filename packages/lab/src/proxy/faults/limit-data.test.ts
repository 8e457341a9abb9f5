import { describe, expect, it } from 'vitest'
import { echo, play, until } from '../testing/index.js'

describe('limit_data', () => {
  it('closes the connection after exactly its bytes', async () => {
    await using lab = await play({ serve: echo, toxics: [{ type: 'limit_data', attributes: { bytes: 5 } }] })
    const { near, far } = await lab.pair()
    near.socket.write('hello world')
    expect(await near.ends()).toBe('fin')
    expect(near.text).toBe('hello')
    await far.ends()
    near.socket.end()
    await until(() => lab.proxy.connections === 0, 'no connection')
  })

  it('counts from when it met the connection, whatever is changed in between', async () => {
    await using lab = await play({ serve: echo, toxics: [{ type: 'limit_data', attributes: { bytes: 8 } }] })
    const end = await lab.open()
    end.socket.write('12345')
    await end.hears(5)
    await lab.proxy.toxics.update('limit_data_downstream', { attributes: { bytes: 7 } })
    end.socket.write('6789')
    expect(await end.ends()).toBe('fin')
    expect(end.text).toBe('1234567')
  })
})
