import { readFileSync } from 'node:fs'
import { findSourceMap, SourceMap } from 'node:module'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Frame } from './frames.js'

const MAX_MAPS = 200
const maps = new Map<string, SourceMap | undefined>()

/**
 * Where the frame is in the source it was compiled from. Node.js knows the map
 * when it runs with `--enable-source-maps`; otherwise the file itself names it.
 */
export function originalFrame(frame: Frame): Frame {
  const entry = mapOf(frame.file)?.findEntry(frame.line - 1, frame.column - 1)
  if (entry === undefined || !('originalSource' in entry) || entry.originalSource === undefined) return frame
  return {
    ...frame,
    file: sourcePath(entry.originalSource, frame.file),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
  }
}

function mapOf(file: string): SourceMap | undefined {
  const known = findSourceMap(file)
  if (known !== undefined) return known
  if (maps.has(file)) return maps.get(file)
  if (maps.size >= MAX_MAPS) maps.clear()
  const map = readMap(file)
  maps.set(file, map)
  return map
}

const COMMENT = /\/\/[#@] sourceMappingURL=(\S+)\s*$/

function readMap(file: string): SourceMap | undefined {
  try {
    const url = COMMENT.exec(readFileSync(file, 'utf8').trimEnd().slice(-5_000_000))?.[1]
    return url === undefined ? undefined : new SourceMap(JSON.parse(mapText(url, file)))
  } catch {
    // No file, no map or a broken one: the compiled place is still a good answer.
    return undefined
  }
}

function mapText(url: string, file: string): string {
  const inline = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(url)
  if (inline === null) return readFileSync(resolve(dirname(file), decodeURIComponent(url)), 'utf8')
  const [, base64, text = ''] = inline
  return base64 === undefined ? decodeURIComponent(text) : Buffer.from(text, 'base64').toString('utf8')
}

function sourcePath(source: string, compiled: string): string {
  if (source.startsWith('file:')) return fileURLToPath(source)
  return /^[a-z-]+:/i.test(source) ? source : resolve(dirname(compiled), source)
}
