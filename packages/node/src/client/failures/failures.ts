import { formatDuration, HalfopenError } from '@halfopen/core'
import type { Settings } from '../options/index.js'

/** How far an exchange had come. */
export interface Progress {
  readonly method: string
  readonly origin: string
  readonly phase: 'queued' | 'connecting' | 'sent' | 'open'
  readonly status: number
  /** Of the body, or, where only that is known, of the connection. */
  readonly bytes: number
}

export type Limits = Pick<Settings, 'connectTimeoutMs' | 'headersTimeoutMs' | 'bodyTimeoutMs'>

/** The error as halfopen words it: what was waited for, how long, and what had come. Others pass unchanged. */
export function worded(error: Error & { readonly code?: unknown }, progress: Progress, limits: Limits): Error {
  const { method, origin } = progress
  switch (error.code) {
    case 'UND_ERR_CONNECT_TIMEOUT':
      return connectTimeout(origin, limits.connectTimeoutMs, error)
    case 'UND_ERR_HEADERS_TIMEOUT':
      return headersTimeout(`${method} ${origin}`, limits.headersTimeoutMs, error)
    case 'UND_ERR_BODY_TIMEOUT':
      return bodyTimeout(progress, limits.bodyTimeoutMs, error)
    default:
      return error
  }
}

export function connectTimeout(origin: string, ms: number, cause?: Error): HalfopenError {
  return new HalfopenError('HO_CONNECT_TIMEOUT', `no connection to ${origin} within ${formatDuration(ms)}`, { cause })
}

export function headersTimeout(request: string, ms: number, cause?: Error): HalfopenError {
  const text = `${request}: no response headers within ${formatDuration(ms)} of the request`
  return new HalfopenError('HO_HEADERS_TIMEOUT', text, { cause })
}

export function bodyTimeout(progress: Progress, ms: number, cause?: Error): HalfopenError {
  const text = `${subject(progress)}: the server was silent for ${formatDuration(ms)} in the body, after ${come(progress)}`
  return new HalfopenError('HO_BODY_TIMEOUT', text, { cause })
}

export function deadlineExceeded(progress: Progress, ms: number): HalfopenError {
  const text = `${subject(progress)}: not done within ${formatDuration(ms)}; ${standing(progress)}`
  return new HalfopenError('HO_DEADLINE', text)
}

export function unreadTimeout(progress: Progress, ms: number): HalfopenError {
  const text = `${subject(progress)}: nobody has read the response for ${formatDuration(ms)}; ${come(progress)} had been taken`
  return new HalfopenError('HO_UNREAD_TIMEOUT', text)
}

function standing(progress: Progress): string {
  switch (progress.phase) {
    case 'queued':
      return 'it was waiting for a connection of the pool'
    case 'connecting':
      return 'it was waiting for the connection to open'
    case 'sent':
      return 'it was waiting for response headers, none had come'
    case 'open':
      return `it was waiting for the rest of the body, ${come(progress)} had come`
  }
}

const subject = ({ method, origin }: Progress) => `${method} ${origin}`
const come = ({ status, bytes }: Progress) => `status ${status} and ${bytes} bytes`
