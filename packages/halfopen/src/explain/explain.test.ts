import { CAUSE_IDS, causeTexts, REMEDIES_FOR } from '@halfopen/core'
import { describe, expect, it } from 'vitest'

import { fakeIo, fakeMachine } from '../fakes/index.js'
import { styleFor, widthOf } from '../terminal/index.js'
import { explain } from './explain.js'
import { explanationLines } from './text.js'

async function run(options: Parameters<typeof explain>[0]) {
  const io = fakeIo()
  const code = await explain(options, { io, machine: fakeMachine() })
  return { code, text: io.stdout.text }
}

describe.each(CAUSE_IDS)('%s', (cause) => {
  it('is explained within the width of a terminal', () => {
    const style = styleFor({}, {})
    const text = causeTexts[cause]
    const code = new Set(
      Object.values(text.remedies).flatMap((remedy) => remedy.code.split('\n').map((line) => line.trim())),
    )
    for (const line of explanationLines(text, 'all', { style, width: 80 })) {
      // Code is never wrapped.
      if (!code.has(line.trim())) expect(widthOf(line), line).toBeLessThanOrEqual(80)
    }
  })

  it('is explained as JSON', async () => {
    const { code, text } = await run({ cause, chosen: 'all', as: 'json' })
    const json = JSON.parse(text) as { schema: string; cause: string; remedies: object }
    expect(code).toBe(0)
    expect(json).toMatchObject({ schema: 'halfopen.explain/1', cause, ...causeTexts[cause].explanation })
    expect(Object.keys(json.remedies)).toEqual([...REMEDIES_FOR])
  })
})

it('has one remedy in JSON when one was asked for', async () => {
  const { text } = await run({ cause: 'no-keep-alive', chosen: 'go', as: 'json' })
  expect(Object.keys((JSON.parse(text) as { remedies: object }).remedies)).toEqual(['go'])
})

it('lists the causes as JSON', async () => {
  const { text } = await run({ cause: undefined, chosen: 'all', as: 'json' })
  const json = JSON.parse(text) as { schema: string; causes: { cause: string; title: string }[] }
  expect(json.schema).toBe('halfopen.causes/1')
  expect(json.causes.map(({ cause }) => cause)).toEqual([...CAUSE_IDS])
})
