// README.md of this folder, from the snippets themselves. Written by `npm run docs`; a test holds both together.
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { snippets } from './catalogue.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))

const FAMILIES = {
  fetch: ['`fetch`', 'The global `fetch`, and what stands on it: ky, axios with `adapter: "fetch"`.'],
  undici: [
    'npm `undici`',
    'Played with undici 6, 7 and 8; `#undici` stands for the copy that `node -C undici6` and its like choose.',
  ],
  http: [
    '`node:http` and `node:https`',
    'And what stands on them: axios, got, node-fetch, superagent, agentkeepalive, the AWS SDK.',
  ],
  http2: ['`node:http2`', 'Streams of a session: the connection goes on, its streams are what is leaked.'],
  pg: ['`pg`', 'Not HTTP, and the same mistake: what is taken out of a pool must come back on every path.'],
}

export function readme() {
  const all = snippets()
  const leaks = all.filter(({ lines }) => lines.length > 0)
  const families = Object.keys(FAMILIES).filter((family) => all.some((snippet) => snippet.family === family))
  return `# How responses leak in Node.js

Each file has a function that leaks, as one finds it in code review, with its line marked \`// leak\`, and its correct twin,
which looks much the same. There are ${leaks.length} leaks; ${all.length - leaks.length} more files only look like one. Under the tracker every marked line
is named and no other, on Node.js 20, 22 and 24: [the test](../src/tracker/corpus.live.test.ts). To see it:

\`\`\`sh
npm ci --prefix packages/node/corpus      # once: the clients that the snippets use
node --import @halfopen/node/register packages/node/corpus/play.mjs fetch undici/full-pool
\`\`\`

(\`HALFOPEN_SUSPECT_AFTER=500ms\` shortens the wait; [play.mjs](play.mjs) starts [the servers](origin.mjs) by itself.)

${families.map((family) => section(family, all)).join('\n')}`
}

function section(family, all) {
  const [title, about] = FAMILIES[family]
  const own = all.filter((snippet) => snippet.family === family)
  const leaking = own.filter(({ lines }) => lines.length > 0)
  const healthy = own.filter(({ lines }) => lines.length === 0)
  return [
    `## ${title}`,
    about,
    table('How it leaks', leaking),
    ...(healthy.length > 0 ? [table('What only looks like a leak', healthy)] : []),
  ]
    .join('\n\n')
    .concat('\n')
}

function table(heading, rows) {
  return [`| Snippet | ${heading} |`, '|---|---|', ...rows.map(row)].join('\n')
}

function row({ name, source, title, lines }) {
  const line = lines.length > 0 ? `#L${lines[0]}` : ''
  return `| [${name.split('/')[1]}](${relative(here, source)}${line}) | ${title.replaceAll('|', '\\|')} |`
}
