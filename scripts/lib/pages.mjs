// Pages of the documentation that are made from the code's own data, so that they cannot disagree with it.
import { CAUSE_IDS, causeTexts, ERRORS, FOUND_CAUSES } from '@halfopen/core'
import { readme as corpusPage } from '../../packages/node/corpus/readme.mjs'

const FOR = {
  node: 'Node.js',
  python: 'Python',
  java: 'Java',
  go: 'Go',
  nginx: 'nginx',
  haproxy: 'HAProxy',
  general: 'Anything else',
}
const LANGUAGE = {
  node: 'js',
  python: 'python',
  java: 'java',
  go: 'go',
  nginx: 'nginx',
  haproxy: 'haproxy',
  general: 'sh',
}

/** Every generated page: its path in the repository, and its text. */
export function pages() {
  return new Map([
    ...CAUSE_IDS.map((id) => [`docs/causes/${id}.md`, causePage(id)]),
    ['docs/causes/README.md', causesIndex()],
    ['docs/errors.md', errorsPage()],
    ['packages/node/corpus/README.md', corpusPage()],
  ])
}

function causePage(id) {
  const { explanation, remedies } = causeTexts[id]
  return [
    `# ${id}`,
    `**${explanation.title}.** ${explanation.what}`,
    ...(FOUND_CAUSES.includes(id) ? [] : ['> halfopen explains this cause; it does not find it by itself yet.']),
    '## How it is recognised',
    list(explanation.recognised),
    '## What looks the same and is healthy',
    list(explanation.healthy),
    '## How it is mended',
    explanation.mend,
    ...Object.entries(remedies).flatMap(([runtime, remedy]) => [
      `### ${FOR[runtime]}`,
      remedy.summary,
      `\`\`\`${LANGUAGE[runtime]}\n${remedy.code}\n\`\`\``,
    ]),
    '## How to see that it is mended',
    list(explanation.verify),
    '## Sources',
    list(explanation.sources),
  ]
    .join('\n\n')
    .concat('\n')
}

function causesIndex() {
  const rows = CAUSE_IDS.map(
    (id) =>
      `| [\`${id}\`](${id}.md) | ${causeTexts[id].explanation.title} | ${FOUND_CAUSES.includes(id) ? 'yes' : 'explained only'} |`,
  )
  return `# The causes\n\nA closed set: every finding has one of these causes. \`halfopen explain CAUSE\` prints the same pages.\n\n| cause | what it is | found by halfopen |\n|---|---|---|\n${rows.join('\n')}\n`
}

function errorsPage() {
  const rows = Object.entries(ERRORS).map(([code, remedy]) => `| \`${code}\` | ${remedy} |`)
  return `# Error codes\n\nEvery error of halfopen has one of these codes, says what happened, and names a remedy. Match on \`code\`.\n\n| code | what to do |\n|---|---|\n${rows.join('\n')}\n`
}

const list = (lines) => lines.map((line) => `- ${line}`).join('\n')
