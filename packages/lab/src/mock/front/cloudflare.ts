import {
  date,
  type FrontProfile,
  type Header,
  lengthOf,
  type Page,
  type PageRequest,
  reasonOf,
  without,
} from './profile.js'

/**
 * Cloudflare. The pages are in the shape of Cloudflare's (titles, ids, Ray ID,
 * sentences), not a copy: the real ones are 4 to 7 kB. A 403 is the block page,
 * chunked, and closes the connection; the others keep it.
 */
export const cloudflare: FrontProfile = {
  name: 'Cloudflare',
  hop: 'cloudflare-client',
  // Proxy read timeout; `cloudflare-origin` in the table of hops.
  answerTimeoutMs: 120_000,
  failed: { closed: 520, timeout: 524 },
  // An origin's 502 and 504 get Cloudflare's page, unless "origin error page pass-thru" is on (Enterprise).
  replacesByDefault: [502, 504],
  originConnections: 'reused',
  saysKeepAlive: true,
  page: (status, request) => (status === 403 ? blockPage(request) : errorPage(status, request)),
  requestHeaders: (request) => [
    ['CF-Connecting-IP', request.client],
    ['X-Forwarded-For', request.client],
    ['X-Forwarded-Proto', 'http'],
    ['CF-Visitor', '{"scheme":"http"}'],
    ['CF-RAY', rayOf(request)],
    ['CDN-Loop', 'cloudflare; loops=1'],
  ],
  responseHeaders: (headers, request) => [
    date(),
    ...without(headers, 'server', 'date'),
    ['cf-cache-status', 'DYNAMIC'],
    ...signature(request),
  ],
}

/** The number of the request, spread over 64 bits: like a Ray ID to look at, and the same in every run. */
function rayId({ number }: PageRequest): string {
  const spread = BigInt.asUintN(64, BigInt(number) * 0x9e_37_79_b9_7f_4a_7c_15n)
  return spread.toString(16).padStart(16, '0')
}

const rayOf = (request: PageRequest): string => `${rayId(request)}-FRA`

const signature = (request: PageRequest): readonly Header[] => [
  ['Server', 'cloudflare'],
  ['CF-RAY', rayOf(request)],
]

function blockPage(request: PageRequest): Page {
  return {
    status: 403,
    reason: 'Forbidden',
    connection: 'close',
    headers: [
      date(),
      ['Content-Type', 'text/html; charset=UTF-8'],
      ['X-Frame-Options', 'SAMEORIGIN'],
      ['Cache-Control', 'max-age=15'],
      ...signature(request),
    ],
    body: html('Attention Required! | Cloudflare', [
      '<h1 data-translate="block_headline">Sorry, you have been blocked</h1>',
      `<h2 class="cf-subheadline"><span data-translate="unable_to_access">You are unable to access</span> ${escaped(request.host)}</h2>`,
      '<h2>Why have I been blocked?</h2>',
      '<p>This website protects itself from online attacks. What you just did triggered the protection.</p>',
      footer(request),
    ]),
  }
}

function errorPage(status: number, request: PageRequest): Page {
  const [title, sentence] = WORDS[status] ?? [reasonOf(status), 'The web server reported an error.']
  const body = html(`${escaped(request.host)} | ${status}: ${title}`, [
    `<h1><span>${title}</span> <span>Error code ${status}</span></h1>`,
    `<p>You: Working. Cloudflare: Working. ${escaped(request.host)}: Error.</p>`,
    '<h2>What happened?</h2>',
    `<p>${sentence}</p>`,
    '<h2>What can I do?</h2>',
    '<p>Please try again in a few minutes.</p>',
    footer(request),
  ])
  return {
    status,
    // Cloudflare has no words for its own statuses.
    reason: status >= 520 && status < 530 ? '<none>' : reasonOf(status),
    connection: 'keep',
    headers: [
      date(),
      ['Content-Type', 'text/html; charset=UTF-8'],
      ['Content-Length', lengthOf(body)],
      ['X-Frame-Options', 'SAMEORIGIN'],
      ['Referrer-Policy', 'same-origin'],
      ['Cache-Control', 'private, max-age=0, no-store, no-cache, must-revalidate, post-check=0, pre-check=0'],
      ['Expires', 'Thu, 01 Jan 1970 00:00:01 GMT'],
      ...signature(request),
    ],
    body,
  }
}

type Words = readonly [title: string, sentence: string]

const WORDS: Readonly<Record<number, Words>> = {
  500: ['Internal server error', 'There is an internal server error.'],
  502: ['Bad gateway', 'The web server reported a bad gateway error.'],
  503: ['Service temporarily unavailable', 'The web server is not available for a moment.'],
  504: ['Gateway time-out', 'The web server reported a gateway time-out error.'],
  520: ['Web server is returning an unknown error', 'The web server sent an empty or unexpected answer.'],
  524: ['A timeout occurred', 'The origin web server timed out responding to this request.'],
}

function html(title: string, lines: readonly string[]): string {
  return [
    '<!DOCTYPE html>',
    '<!--[if lt IE 7]> <html class="no-js ie6 oldie" lang="en-US"> <![endif]-->',
    '<!--[if gt IE 8]><!--> <html class="no-js" lang="en-US"> <!--<![endif]-->',
    '<head>',
    `<title>${title}</title>`,
    '<meta charset="UTF-8" />',
    '<meta name="robots" content="noindex, nofollow" />',
    '<link rel="stylesheet" id="cf_styles-css" href="/cdn-cgi/styles/cf.errors.css" />',
    '</head>',
    '<body>',
    '<div id="cf-wrapper">',
    '<div id="cf-error-details" class="cf-error-details-wrapper">',
    ...lines,
    '</div>',
    '</div>',
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

const footer = (request: PageRequest): string =>
  `<div class="cf-error-footer">Cloudflare Ray ID: <strong>${rayId(request)}</strong> &bull; Your IP: ${escaped(request.client)} &bull; Performance &amp; security by Cloudflare</div>`

/** The host comes from the client. */
const escaped = (text: string): string =>
  text.slice(0, 253).replaceAll(/[&<>"']/g, (char) => `&#${char.codePointAt(0) ?? 0};`)
