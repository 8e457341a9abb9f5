// The first message of a stream of them is enough, and the iterator is dropped.
import { connect } from 'node:http2'

const iterators = []

export async function leak({ http2, ca }) {
  const { origin, pathname } = new URL(http2)
  const stream = connect(origin, { ca }).request({ ':path': `${pathname}/endless` }) // leak
  const messages = stream[Symbol.asyncIterator]()
  iterators.push(messages)
  return (await messages.next()).value
}

export async function correct({ http2, ca }) {
  const { origin, pathname } = new URL(http2)
  const stream = connect(origin, { ca }).request({ ':path': `${pathname}/endless` })
  for await (const message of stream) return message
}
