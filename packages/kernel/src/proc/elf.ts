/** Reads `length` bytes at `offset`; fewer at the end of the file. */
export type ReadAt = (offset: number, length: number) => Uint8Array

const SECTION_BYTES = 64
const MAX_SECTIONS = 512
const MAX_NAMES_BYTES = 64 * 1024
const GO_SECTIONS = ['.go.buildinfo', '.note.go.buildid']

/**
 * Whether the Go toolchain linked this executable: it leaves a section of its
 * own in each (64-bit little-endian ELF; see elf(5)). Total: any bytes give an
 * answer.
 */
export function isGoExecutable(read: ReadAt): boolean {
  const header = read(0, 64)
  if (header.length < 64 || !isElf64(header)) return false
  const view = viewOf(header)
  const table = Number(view.getBigUint64(40, true))
  const count = view.getUint16(60, true)
  const namesIndex = view.getUint16(62, true)
  if (view.getUint16(58, true) !== SECTION_BYTES || count > MAX_SECTIONS || namesIndex >= count) return false
  const section = read(table + namesIndex * SECTION_BYTES, SECTION_BYTES)
  if (section.length < SECTION_BYTES) return false
  const names = viewOf(section)
  const size = Math.min(Number(names.getBigUint64(32, true)), MAX_NAMES_BYTES)
  const text = Buffer.from(read(Number(names.getBigUint64(24, true)), size)).toString('latin1')
  return GO_SECTIONS.some((name) => text.includes(`${name}\0`))
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length)

/** Magic, ELFCLASS64, ELFDATA2LSB. */
function isElf64(header: Uint8Array): boolean {
  return [0x7f, 0x45, 0x4c, 0x46, 2, 1].every((byte, i) => header[i] === byte)
}
