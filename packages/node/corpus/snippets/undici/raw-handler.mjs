// `dispatch` with a handler of one's own: who says "pause" has to say "resume".
import { Agent } from '#undici'

export async function leak({ http }) {
  await new Promise(() => dispatch(http, { resumeAfterMs: Infinity }))
}

export async function correct({ http }) {
  await new Promise((resolve) => dispatch(http, { resumeAfterMs: 5, onEnd: resolve }))
}

function dispatch(http, { resumeAfterMs, onEnd }) {
  const { origin, pathname } = new URL(http)
  const handler = new Handler(resumeAfterMs, onEnd)
  new Agent().dispatch({ origin, path: `${pathname}/big`, method: 'GET' }, handler) // leak
}

/** In both forms: undici 6 knows the old one, 8 the new one. */
class Handler {
  constructor(resumeAfterMs, onEnd) {
    this.resumeAfterMs = resumeAfterMs
    this.onEnd = onEnd
  }

  onConnect() {}

  onHeaders(_status, _headers, resume) {
    this.resume = resume
    return true
  }

  onData() {
    if (this.resumeAfterMs !== Infinity) setTimeout(() => this.resume(), this.resumeAfterMs)
    return false
  }

  onComplete() {
    this.onEnd()
  }

  onError(error) {
    throw error
  }

  onRequestStart() {}

  onResponseStart() {}

  onResponseData(controller) {
    controller.pause()
    if (this.resumeAfterMs !== Infinity) setTimeout(() => controller.resume(), this.resumeAfterMs)
  }

  onResponseEnd() {
    this.onEnd()
  }

  onResponseError(_controller, error) {
    throw error
  }
}
