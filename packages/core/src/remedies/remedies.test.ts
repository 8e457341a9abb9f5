import { describe, expect, it } from 'vitest'
import { CAUSE_IDS, RUNTIMES } from '../words/index.js'
import { causeTexts, REMEDIES_FOR, remedyFor } from './index.js'

// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/
const MAX_CODE_COLUMNS = 100
const MAX_CODE_LINES = 18
const WITHOUT_WORDS = ['ruby', 'php', 'dotnet', 'unknown'] as const

const remedies = CAUSE_IDS.flatMap((cause) =>
  REMEDIES_FOR.map((runtime) => ({ cause, runtime, ...causeTexts[cause].remedies[runtime] })),
)

describe.each(CAUSE_IDS)('%s', (id) => {
  const { explanation } = causeTexts[id]
  const lists = [explanation.recognised, explanation.healthy, explanation.verify, explanation.sources]
  const prose = [explanation.title, explanation.what, explanation.mend, ...lists.flat()]

  it('is filed under its own id', () => expect(causeTexts[id].id).toBe(id))

  it('has every part of an explanation, and at least one source', () => {
    for (const list of lists) expect(list.length).toBeGreaterThan(0)
  })

  it('says in two to four sentences what it is', () => {
    const sentences = explanation.what.match(/[.!?]"?(?= |$)/g) ?? []
    expect(sentences.length).toBeGreaterThanOrEqual(2)
    expect(sentences.length).toBeLessThanOrEqual(4)
  })

  it('has clean text, each piece on one line', () => {
    for (const text of prose) {
      expect(text.trim()).toBe(text)
      expect(text).not.toBe('')
      expect(text).not.toMatch(CONTROL)
    }
  })

  it('never says a bare "keepalive" in prose', () => {
    for (const text of [explanation.title, explanation.what, explanation.mend])
      expect(text).not.toMatch(/\bkeepalives?\b/i)
  })
})

describe.each(remedies)('$cause for $runtime', ({ summary, code }) => {
  it('says in one sentence what to do', () => {
    expect(summary).toMatch(/^\S.*[^\s.]\.$/)
    expect(summary).not.toMatch(CONTROL)
    expect(summary).not.toMatch(/\. [A-Z]/)
    expect(summary.length).toBeLessThanOrEqual(160)
  })

  it('gives code that fits a terminal and pastes cleanly', () => {
    const lines = code.split('\n')
    expect(lines.length).toBeLessThanOrEqual(MAX_CODE_LINES)
    expect(code.trim()).toBe(code)
    for (const line of lines) {
      expect(line.length).toBeLessThanOrEqual(MAX_CODE_COLUMNS)
      expect(line).not.toMatch(CONTROL)
      expect(line).not.toMatch(/\s$/)
    }
  })
})

describe('remedyFor', () => {
  it.each(RUNTIMES)('has a remedy for every cause in %s', (runtime) => {
    for (const cause of CAUSE_IDS) expect(remedyFor(cause, runtime).code).not.toBe('')
  })

  it('answers in the words of the runtime', () => {
    for (const { cause, runtime, code } of remedies) {
      if (runtime !== 'general') expect(remedyFor(cause, runtime).code).toBe(code)
    }
  })

  it.each(WITHOUT_WORDS)('falls back to the general remedy for %s', (runtime) => {
    for (const cause of CAUSE_IDS) expect(remedyFor(cause, runtime)).toBe(causeTexts[cause].remedies.general)
  })
})
