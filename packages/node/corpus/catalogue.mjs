// What snippets there are, read from their own text: its first comment is the title, `// leak` marks the lines.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('./snippets/', import.meta.url))

/**
 * @typedef {object} Snippet
 * @property {string} name `fetch/error-status`
 * @property {string} family the folder: snippets of one play in one process
 * @property {string} file absolute
 * @property {string} source the file that a reader reads, and that the tracker must name; absolute
 * @property {string} title
 * @property {number[]} lines where it leaks; none: it is healthy and only looks like a leak
 */

/** @returns {Snippet[]} by family and name. */
export function snippets() {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: family }) => snippetsOf(family))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function snippetsOf(family) {
  const files = readdirSync(join(root, family)).filter((file) => /\.([mc]js|ts)$/.test(file))
  return files.map((file) => {
    const source = join(root, family, file)
    const text = readFileSync(source, 'utf8')
    return {
      name: `${family}/${basename(file, extname(file))}`,
      family,
      source,
      file: source.replace(/\.ts$/, '.js'),
      title: titleOf(text),
      lines: text.split('\n').flatMap((line, index) => (line.endsWith('// leak') ? [index + 1] : [])),
    }
  })
}

/** The comment that a file begins with, as one line. */
function titleOf(text) {
  const lines = text.split('\n')
  const end = lines.findIndex((line) => !line.startsWith('//'))
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^\/\/ ?/, ''))
    .join(' ')
}
