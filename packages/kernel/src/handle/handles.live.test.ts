import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SocketHandles } from './handles.js'

/** libuv's descriptor of a socket: what a caller of this class has in hand. */
const fdOf = (socket: Socket): number => (socket as unknown as { _handle: { fd: number } })._handle.fd

function open(): SocketHandles {
  const handles = SocketHandles.open()
  if (!handles.ok) throw handles.error
  return handles.value
}

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 5000
  while (!holds()) {
    if (Date.now() > end) throw new Error('condition did not come to hold within 5 s')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe('SocketHandles on a pair of loopback sockets', () => {
  const handles = open()
  let server: Server
  let near: Socket
  let far: Socket

  beforeEach(async () => {
    server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    near = connect((server.address() as AddressInfo).port, '127.0.0.1')
    far = (await once(server, 'connection'))[0] as Socket
    near.on('error', () => undefined)
    far.on('error', () => undefined)
  })

  afterEach(() => {
    near.destroy()
    far.destroy()
    server.close()
  })

  it('reads the counters of TCP_INFO', async () => {
    far.on('data', (data) => far.write(data))
    near.write('hello')
    await once(near, 'data')
    const info = handles.info(fdOf(near))
    expect(info).toMatchObject({ state: 'ESTABLISHED', dataSegmentsOut: 1, bytesReceived: 5, dataSegmentsIn: 1 })
    expect(info?.segmentsIn).toBe(handles.segmentsIn(fdOf(near)))
    expect(info?.lastDataReceivedMs).toBeLessThan(5000)
  })

  it('knows both ends', () => {
    const { port } = server.address() as AddressInfo
    const loopback = [0, 0, 0xffff, 0x7f000001]
    expect(handles.endpoints(fdOf(near))).toEqual({
      local: { address: loopback, port: near.localPort },
      remote: { address: loopback, port },
    })
    expect(handles.endpoints(fdOf(server as unknown as Socket))?.remote).toBeUndefined()
  })

  it('counts what nobody has read, without the FIN', async () => {
    const { port } = server.address() as AddressInfo
    const reader = connect(port, '127.0.0.1').pause()
    const [writer] = (await once(server, 'connection')) as [Socket]
    writer.end('unread')
    await until(() => handles.info(fdOf(reader))?.state === 'CLOSE-WAIT')
    expect(handles.unreadBytes(fdOf(reader))).toBe(6)
    expect(handles.info(fdOf(writer))).toMatchObject({ bytesSent: 6, retransmitsEver: 0 })
    reader.destroy()
    writer.destroy()
  })

  it('arms and reads keep-alive exactly', () => {
    expect(handles.keepAlive(fdOf(near))?.enabled).toBe(false)
    const wanted = { enabled: true, timeS: 61, intervalS: 7, probes: 3 }
    expect(handles.setKeepAlive(fdOf(near), wanted)).toBe(true)
    expect(handles.keepAlive(fdOf(near))).toEqual(wanted)
    expect(handles.setKeepAlive(fdOf(near), { ...wanted, timeS: 40_000 })).toBe(false)
    expect(handles.userTimeoutMs(fdOf(near))).toBe(0)
  })

  it('sees a keep-alive probe as a segment', async () => {
    const before = handles.segmentsIn(fdOf(far))
    handles.setKeepAlive(fdOf(near), { enabled: true, timeS: 1, intervalS: 1, probes: 9 })
    await until(() => handles.segmentsIn(fdOf(far)) > before)
    expect(handles.info(fdOf(far))?.dataSegmentsIn).toBe(0)
  })

  it('drops what arrives, unacknowledged, and accepts it again', async () => {
    const heard: string[] = []
    far.on('data', (data) => heard.push(data.toString()))
    expect(handles.dropIncoming(fdOf(far))).toBe(true)
    near.write('late')
    await until(() => handles.drops(fdOf(far)) > 0)
    expect(handles.info(fdOf(near))?.unackedSegments).toBe(1)
    expect(heard).toEqual([])
    expect(handles.acceptIncoming(fdOf(far))).toBe(true)
    await until(() => heard.length > 0)
    expect(heard).toEqual(['late'])
  })

  it('says nothing of a closed descriptor', () => {
    expect(handles.info(999_999)).toBeUndefined()
    expect(handles.segmentsIn(999_999)).toBe(-1)
    expect(handles.drops(999_999)).toBe(-1)
    expect(handles.keepAlive(999_999)).toBeUndefined()
    expect(handles.endpoints(999_999)).toBeUndefined()
    expect(handles.unreadBytes(999_999)).toBeUndefined()
    expect(handles.dropIncoming(999_999)).toBe(false)
  })
})

describe('borrowing a descriptor', () => {
  const handles = open()

  it('lends the socket of another process', async () => {
    const child = spawn('python3', [
      '-c',
      'import socket,sys\nl=socket.create_server(("127.0.0.1",0)); print(l.fileno(),l.getsockname()[1],flush=True); sys.stdin.read()',
    ])
    try {
      const [line] = (await once(child.stdout, 'data')) as [Buffer]
      const [descriptor = 0] = line.toString().split(' ').map(Number)
      const borrowed = handles.borrow(child.pid ?? 0, descriptor)
      if (!borrowed.ok) throw borrowed.error
      expect(handles.info(borrowed.value)?.state).toBe('LISTEN')
      handles.release(borrowed.value)
      expect(handles.info(borrowed.value)).toBeUndefined()
    } finally {
      child.kill('SIGKILL')
    }
  })

  it('says why not', () => {
    const gone = handles.borrow(4_194_304, 1)
    expect(gone).toMatchObject({ ok: false, error: { code: 'HO_BORROW' } })
    const none = handles.borrow(process.pid, 999_999)
    expect(none).toMatchObject({ ok: false, error: { code: 'HO_BORROW', message: expect.stringContaining('EBADF') } })
  })
})
