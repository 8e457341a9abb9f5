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

/** Who made a request: the line to mend, and how the program came to it. */
export interface Origin {
  /** Undefined when all frames are Node.js's own. */
  readonly site: CallSite | undefined
  /** The innermost frame first; without frames of Node.js itself. At most {@link MAX_FRAMES}. */
  readonly stack: readonly Frame[]
}

/** Frames kept of a stack: an application's own way to a request is rarely longer. */
const MAX_FRAMES = 16
const NOWHERE: Origin = { site: undefined, stack: [] }

/** A stack can be formatted once, and a redirect or a retry shares the stack of the request before it. */
const known = new WeakMap<CapturedStack, Origin>()

/**
 * The first frame of the application's own code, here or in what was captured
 * before it; where there is none, as with a library that works in the
 * background, the first frame of a package.
 * Undefined when all frames are Node.js's own.
 */
export function readSite(captured: CapturedStack): CallSite | undefined {
  return readOrigin(captured).site
}

/** The call site, and the frames that led to it. */
export function readOrigin(captured: CapturedStack): Origin {
  const before = known.get(captured)
  if (before !== undefined) return before
  const origin = chooseOrigin(captured)
  known.set(captured, origin)
  return origin
}

function chooseOrigin(captured: CapturedStack): Origin {
  // Where they were before a bundler put them into one file: there it says which are of a package.
  const frames = readFrames(captured)
    .filter(({ file }) => isCode(file))
    .map(placeOf)
  const own = frames.findIndex((frame) => packageOf(frame.file) === undefined)
  if (own !== -1) return { site: siteOf(frames[own], packageOf(frames[own - 1]?.file ?? '')), stack: stackOf(frames) }
  const earlier = captured.before?.()
  const origin = earlier && readOrigin(earlier)
  if (origin?.site !== undefined && origin.site.package === undefined) return origin
  return frames.length === 0
    ? NOWHERE
    : { site: siteOf(frames.find((frame) => !isUndici(frame.file)) ?? frames[0], undefined), stack: stackOf(frames) }
}

function siteOf(frame: Frame | undefined, via: string | undefined): CallSite | undefined {
  if (frame === undefined) return undefined
  return { ...frame, package: packageOf(frame.file), via }
}

function placeOf(frame: FormattedFrame): Frame {
  const { functionName, file, line, column } = frame.isMapped ? frame : originalFrame(frame)
  return { functionName, file, line, column }
}

/** Stacks of the same line are kept once: a leak has as many of them as responses. */
const MAX_STACKS = 1000
const stacks = new Map<string, readonly Frame[]>()

function stackOf(frames: readonly Frame[]): readonly Frame[] {
  const stack = frames.filter(({ file }) => !isInsideUndici(file)).slice(0, MAX_FRAMES)
  const key = stack.map(({ file, line, column }) => `${file}:${line}:${column}`).join('|')
  const same = stacks.get(key)
  if (same !== undefined) return same
  if (stacks.size >= MAX_STACKS) stacks.clear()
  stacks.set(key, stack)
  return stack
}

/** Node.js's own frames are `node:…`; evaluated code has names such as `[eval]`, which are the application's. */
function isCode(file: string): boolean {
  return !file.startsWith('node:') && (isAbsolute(file) || /^(\[|[a-z-]+:)/.test(file))
}

/** A directory of the application may be called as one of undici's. */
function isInsideUndici(file: string): boolean {
  const name = packageOf(file)
  return name !== undefined && (name.startsWith('undici') || isUndici(file))
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
