/**
 * The first frame of a stack that lies outside Node.js and outside packages; the first one in a package when there is
 * no other.
 */
export function siteOf(stack: string | undefined): string | undefined {
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line) && !isInternal(line))
  const own = frames.find((line) => !line.includes('node_modules'))
  return (own ?? frames[0])?.replace(/^\s+at /, '')
}

const isInternal = (line: string) => /\bnode:|<anonymous>\)?$/.test(line)
