import { createHash } from 'node:crypto'

/** Everything that a program can see, actor by actor, without what differs from run to run: ports and dates. */
export class Record {
  #actors = {}

  note(actor, ...facts) {
    const line = facts.map((fact) => (typeof fact === 'string' ? fact : JSON.stringify(fact))).join(' ')
    const lines = (this.#actors[actor] ??= [])
    lines.push(line.replaceAll(/127\.0\.0\.1:\d{2,5}\b/g, 'HOST'))
  }

  /** Notes the events of an emitter in the order in which they come. */
  hear(actor, emitter, events) {
    for (const event of events) emitter.on(event, () => this.note(actor, event))
    return emitter
  }

  /** All of it, on stdout. */
  print() {
    process.stdout.write(`${JSON.stringify(this.#actors, undefined, 1)}\n`)
  }
}

export function headersOf(raw) {
  const pairs = []
  for (let at = 0; at < raw.length; at += 2) {
    if (raw[at].toLowerCase() !== 'date') pairs.push(`${raw[at]}: ${raw[at + 1]}`)
  }
  return pairs
}

/** What there is in a body, in few characters. */
export function digest(body) {
  return `${body.length} bytes ${createHash('sha1').update(body).digest('hex').slice(0, 8)}`
}

/** What a program can match an error by. */
export function errorOf(error) {
  const { name, code, message, errno, syscall, status, statusCode } = error
  const cause = error.cause === undefined ? undefined : errorOf(error.cause)
  return { name, code, message, errno, syscall, status, statusCode, cause }
}
