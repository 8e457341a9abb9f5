/** What a request asks for. */
export interface Target {
  /** `/` where there is none. */
  readonly path: string
  /** Without its `?`; '' where there is none. */
  readonly query: string
}

/** Reads a request's target, in origin-form or absolute-form (RFC 9112 §3.2). Not by `URL`, to which `//sleep` is a host. */
export function targetOf(text: string): Target {
  const [, origin = text] = /^https?:\/\/[^/?#]*(.*)$/is.exec(text) ?? []
  const [beforeFragment = ''] = origin.split('#', 1)
  const mark = beforeFragment.indexOf('?')
  const path = mark < 0 ? beforeFragment : beforeFragment.slice(0, mark)
  return { path: path === '' ? '/' : path, query: mark < 0 ? '' : beforeFragment.slice(mark + 1) }
}
