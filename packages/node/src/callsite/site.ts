import { isAbsolute } from 'node:path'
import type { CapturedStack } from './capture.js'
import { type FormattedFrame, type Frame, readFrames } from './frames.js'
import { originalFrame } from './source-map.js'

/** The line that made a request. */
export interface CallSite extends Frame {
  /** The package of the frame; undefined for the application's own code. */
  readonly package: string | undefined
  /** The package that the application called to make the request, such as `ky`; undefined when it called none. */
  readonly via: string | undefined
}

/** A stack can be formatted once, and a redirect or a retry shares the stack of the request before it. */
const known = new WeakMap<CapturedStack, CallSite | undefined>()

/**
 * The first frame of the application's own code, here or in what was captured
 * before it; where there is none, as with a library that works in the
 * background, the first frame of a package.
 * Undefined when all frames are Node.js's own.
 */
export function readSite(captured: CapturedStack): CallSite | undefined {
  if (!known.has(captured)) known.set(captured, chooseSite(captured))
  return known.get(captured)
}

function chooseSite(captured: CapturedStack): CallSite | undefined {
  const frames = readFrames(captured).filter((frame) => isCode(frame.file))
  const own = frames.findIndex((frame) => packageOf(frame.file) === undefined)
  if (own !== -1) return siteOf(frames[own], packageOf(frames[own - 1]?.file ?? ''))
  const earlier = captured.before?.()
  const site = earlier && readSite(earlier)
  if (site !== undefined && site.package === undefined) return site
  return siteOf(frames.find((frame) => !isUndici(frame.file)) ?? frames[0], undefined)
}

function siteOf(frame: FormattedFrame | undefined, via: string | undefined): CallSite | undefined {
  if (frame === undefined) return undefined
  const { functionName, file, line, column } = frame.isMapped ? frame : originalFrame(frame)
  return { functionName, file, line, column, package: packageOf(frame.file), via }
}

/** Node.js's own frames are `node:…`; evaluated code has names such as `[eval]`, which are the application's. */
function isCode(file: string): boolean {
  return !file.startsWith('node:') && (isAbsolute(file) || /^(\[|[a-z]+:)/.test(file))
}

function isUndici(file: string): boolean {
  return /[\\/]lib[\\/](api|dispatcher|core|web[\\/]fetch|interceptor|handler)[\\/]/.test(file)
}

/** The package of the code that made the call; undefined for the application's own. */
export function ownerOf(captured: CapturedStack): string | undefined {
  const caller = readFrames(captured).find((frame) => isCode(frame.file))
  return caller && packageOf(caller.file)
}

/** The name of the package a file belongs to: after the last node_modules; undefined outside. */
export function packageOf(file: string): string | undefined {
  const [inside] = file
    .split(/[\\/]node_modules[\\/]/)
    .slice(1)
    .slice(-1)
  const [first = '', second] = inside?.split(/[\\/]/) ?? []
  if (first === '') return undefined
  return first.startsWith('@') && second !== undefined ? `${first}/${second}` : first
}
