import { createServer } from 'node:net'

import { describe, expect, it } from 'vitest'

import { RawClient } from '../app/testing/raw.js'
import { hostPort, serve } from './index.js'

describe('serve', () => {
  it('takes every connection with it when it is disposed', async () => {
    const server = createServer()
    const serving = await serve(server)
    using client = await RawClient.to(serving.address)
    await Promise.all([serving[Symbol.asyncDispose](), serving[Symbol.asyncDispose]()])
    expect(await client.hasEnded()).toBe('fin')
    expect(server.listening).toBe(false)
  })

  it('says where it could not listen', async () => {
    await using first = await serve(createServer())
    await expect(serve(createServer(), first.address)).rejects.toMatchObject({
      code: 'HO_LISTEN',
      message: expect.stringContaining(`could not listen on 127.0.0.1 port ${first.address.port}`) as string,
    })
    await expect(serve(createServer(), { host: '203.0.113.1' })).rejects.toMatchObject({ code: 'HO_LISTEN' })
  })

  it('survives a connection that fails while it is accepted', async () => {
    const server = createServer()
    await using serving = await serve(server)
    server.emit('error', new Error('accept EMFILE'))
    using client = await RawClient.to(serving.address)
    expect(client.ended).toBe('open')
  })
})

it('writes addresses as URLs have them', () => {
  expect([hostPort({ host: '::1', port: 80 }), hostPort({ host: 'lab', port: 80 })]).toEqual(['[::1]:80', 'lab:80'])
})
