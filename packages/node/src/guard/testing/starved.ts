/** A guarded server whose program takes every descriptor, and gives them back when told to. */
import { closeSync, openSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { guard } from '../index.js'

const files: number[] = []
const server = createServer((_, res) => res.end('ok'))
const one = guard(server)
one.events.on('exhausted', (figures) => process.send?.({ exhausted: figures }))
one.events.on('recovered', (figures) => process.send?.({ recovered: figures }))
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))

process.on('message', (word) => {
  if (word === 'take') takeAll()
  else for (const file of files.splice(0)) closeSync(file)
})
process.on('disconnect', () => process.exit())

function takeAll(): void {
  try {
    for (;;) files.push(openSync('/dev/null', 'r'))
  } catch {
    process.send?.({ took: files.length })
  }
}
