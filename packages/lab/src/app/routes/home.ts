import type { Parameters } from '../parameters/index.js'
import { COMMON } from './common.js'
import { type Route, route } from './route.js'

/** The list of routes: HTML for who asks for it, text for everyone else. */
export const homeOf = (routes: readonly Route[]): Route =>
  route({
    path: '/',
    does: 'this list',
    parameters: {},
    async answer(exchange) {
      const wantsHtml = String(exchange.asked.headers['accept'] ?? '').includes('text/html')
      if (wantsHtml) await exchange.text(200, html(routes), { 'content-type': 'text/html; charset=utf-8' })
      else await exchange.text(200, plain(routes))
    },
  })

const TITLE = 'halfopen lab app: every route is a question of connection life'

function plain(routes: readonly Route[]): string {
  const blocks = routes.map(({ path, does, parameters }) => [path, `  ${does}`, ...lines(parameters)].join('\n'))
  return `${[TITLE, ...blocks, ['Every route takes:', ...lines(COMMON)].join('\n')].join('\n\n')}\n`
}

function lines(parameters: Parameters): readonly string[] {
  return Object.entries(parameters).map(
    ([name, { does, range, usually }]) => `    ${name.padEnd(10)} ${does} (${range}; default ${usually})`,
  )
}

function html(routes: readonly Route[]): string {
  const blocks = routes.map(
    ({ path, does, parameters }) => `<h2><a href="${path}">${path}</a></h2><p>${does}</p>${table(parameters)}`,
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>halfopen lab app</title><style>${STYLE}</style><h1>halfopen lab app</h1><p>Every route is a question of connection life.</p>
${blocks.join('\n')}
<h2>Every route takes</h2>${table(COMMON)}
`
}

function table(parameters: Parameters): string {
  const rows = Object.entries(parameters).map(
    ([name, { does, range, usually }]) => `<tr><td><code>${name}</code><td>${does}<td>${range}<td>${usually}`,
  )
  return rows.length === 0 ? '' : `<table><tr><th>parameter<th>does<th>range<th>default${rows.join('')}</table>`
}

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}' +
  'h2{margin:2rem 0 0;font:600 1.1rem ui-monospace,monospace}p{margin:.2rem 0 .6rem}' +
  'table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;padding:.2rem .8rem .2rem 0;' +
  'vertical-align:top;border-bottom:1px solid #8884}th{font-weight:500;opacity:.7}'
