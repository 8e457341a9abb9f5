/** A stack that was captured and not yet formatted. */
export interface CapturedStack {
  readonly stack?: string
  /** Where to look when no frame of the application's own is here: whoever started what goes on here. */
  before?: () => CapturedStack | undefined
}

/**
 * Captures the stack of the caller of `below`, without formatting it: some
 * microseconds. V8 keeps the receivers of the frames alive until it is
 * formatted, so `readFrames` must be called, or the capture dropped, soon.
 *
 * @param below the function whose caller is the first frame.
 * @param frames most frames to capture, 1 to 50.
 */
export function captureStack(below: (...args: never[]) => unknown, frames: number): CapturedStack {
  const limit = Error.stackTraceLimit
  const captured: CapturedStack = {}
  Error.stackTraceLimit = frames
  try {
    Error.captureStackTrace(captured, below)
  } finally {
    Error.stackTraceLimit = limit
  }
  return captured
}
