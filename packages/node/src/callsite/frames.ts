import { fileURLToPath } from 'node:url'
import type { CapturedStack } from './capture.js'
import { formatters } from './realms.js'

/** A place in a file. Lines and columns count from 1. */
export interface Frame {
  readonly functionName: string | undefined
  /** Absolute path, or a URL such as `node:internal/…`. */
  readonly file: string
  readonly line: number
  readonly column: number
}

/** A frame, and whether its place is already that of the source and not of what it was compiled to. */
export interface FormattedFrame extends Frame {
  readonly isMapped: boolean
}

/**
 * Formats a captured stack. It asks V8 for structured frames; where a tool such
 * as vitest, jest or source-map-support has installed `Error.prepareStackTrace`,
 * that one alone knows the maps of what it compiled, so its places are taken.
 */
export function readFrames(captured: CapturedStack): FormattedFrame[] {
  let frames: FormattedFrame[] = []
  const { prepareStackTrace: theirs } = Error as Partial<ErrorConstructor>
  const all = formatters()
  Error.prepareStackTrace = (error, sites) => {
    const readings = all.map((prepare) => placesBy(prepare, error, sites))
    frames = sites
      .map((site, index) =>
        frameOf(
          site,
          readings.map((places) => places[index]),
        ),
      )
      .filter((frame) => frame !== undefined)
    return ''
  }
  try {
    void captured.stack
  } finally {
    Error.prepareStackTrace = theirs as typeof Error.prepareStackTrace
  }
  return frames
}

type Place = Pick<Frame, 'file' | 'line' | 'column'>

/** The places in a stack as somebody else formats it; empty where they do not match the frames one to one. */
function placesBy(
  theirs: NonNullable<typeof Error.prepareStackTrace>,
  error: Error,
  sites: NodeJS.CallSite[],
): (Place | undefined)[] {
  try {
    const text: unknown = theirs(error, sites)
    const lines = typeof text === 'string' ? text.split('\n').filter((line) => /^\s+at /.test(line)) : []
    return lines.length === sites.length ? lines.map(placeOf) : []
  } catch {
    // Their fault must not become the application's: the compiled place will do.
    return []
  }
}

function placeOf(line: string): Place | undefined {
  const [, file, row, column] = /(?:^\s+at (?:async )?|\()([^()]+):(\d+):(\d+)\)?$/.exec(line) ?? []
  return file === undefined ? undefined : { file: pathOf(file), line: Number(row), column: Number(column) }
}

function frameOf(site: NodeJS.CallSite, places: readonly (Place | undefined)[]): FormattedFrame | undefined {
  // Evaluated code (webpack's in development) is no file, and may name itself.
  const name = site.getFileName() || site.getScriptNameOrSourceURL()
  if (!name) return undefined
  const raw = { file: pathOf(name), line: site.getLineNumber() ?? 0, column: site.getColumnNumber() ?? 0 }
  // Node.js has a prepareStackTrace of its own, which knows no maps.
  const mapped = places.find((place) => place !== undefined && !isSame(place, raw))
  return { functionName: site.getFunctionName() ?? undefined, isMapped: mapped !== undefined, ...(mapped ?? raw) }
}

function isSame(one: Place, other: Place): boolean {
  return one.file === other.file && one.line === other.line && one.column === other.column
}

function pathOf(file: string): string {
  if (!file.startsWith('file:')) return file
  try {
    return fileURLToPath(file)
  } catch {
    // A loader may make up URLs that are no paths.
    return file
  }
}
