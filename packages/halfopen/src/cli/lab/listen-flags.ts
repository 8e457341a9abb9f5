import { parseListenPort } from './parsers.js'

/** The flags of every verb that listens where it is told. */
export interface ListenFlags {
  readonly host?: string
  readonly port?: number
}

export const LISTEN_FLAGS = {
  host: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'H',
    brief: 'Where to listen; 127.0.0.1 when left out',
  },
  port: {
    kind: 'parsed',
    parse: parseListenPort,
    optional: true,
    placeholder: 'N',
    brief: 'Where to listen; a free one when left out',
  },
} as const
