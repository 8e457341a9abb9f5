import pico from 'picocolors'

/** Functions that colour a text, or leave it as it is. */
export type Style = ReturnType<typeof pico.createColors>

/** What a colour says; which colour says it is decided here only. */
export type Tone = 'critical' | 'warning' | 'info' | 'good' | 'quiet' | 'strong' | 'plain'

export interface StyledStream {
  readonly isTTY?: boolean
}

/** Colours only for a terminal that can show them, and not where NO_COLOR (https://no-color.org) is set. */
export function styleFor(stream: StyledStream, env: Readonly<Record<string, string | undefined>>): Style {
  const refused = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb'
  return pico.createColors(stream.isTTY === true && !refused)
}

export function toned(style: Style, tone: Tone, text: string): string {
  switch (tone) {
    case 'critical':
      return style.bold(style.red(text))
    case 'warning':
      return style.yellow(text)
    case 'info':
      return style.cyan(text)
    case 'good':
      return style.green(text)
    case 'quiet':
      return style.dim(text)
    case 'strong':
      return style.bold(text)
    case 'plain':
      return text
  }
}
