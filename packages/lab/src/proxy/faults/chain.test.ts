import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seeded } from '../../random/index.js'
import { RunningStage } from '../flow/stage.js'
import { Channel } from '../stream/index.js'
import { parseToxic, type ToxicSpec } from '../toxics/index.js'
import { FAULTS } from './index.js'
import type { Fault, Side } from './fault.js'

const toxic = fc.oneof(
  fc.record({ latency: fc.nat(3), jitter: fc.nat(3) }).map((attributes) => ({ type: 'latency', attributes }) as const),
  fc.integer({ min: 5000, max: 1_000_000 }).map((rate) => ({ type: 'bandwidth', attributes: { rate } }) as const),
  fc
    .record({ average_size: fc.integer({ min: 10, max: 5000 }), size_variation: fc.nat(9), delay: fc.nat(20) })
    .map((attributes) => ({ type: 'slicer', attributes }) as const),
)

const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 4000 }), { maxLength: 12 })

describe('any chain of latency, slicer and bandwidth', () => {
  it('keeps the byte stream and its end', async () => {
    const property = fc.asyncProperty(fc.array(toxic, { minLength: 1, maxLength: 4 }), chunks, async (toxics, sent) => {
      const out = await through(toxics, sent)
      expect(out.bytes).toEqual(Buffer.concat(sent))
      expect(out.ending).toBe('half-close')
    })
    await fc.assert(property, { numRuns: 60 })
  })

  it('keeps it when it is interrupted at any moment', async () => {
    const property = fc.asyncProperty(toxic, chunks, fc.nat(5), async (one, sent, afterMs) => {
      const out = await through([one], sent, afterMs)
      expect(out.bytes).toEqual(Buffer.concat(sent))
    })
    await fc.assert(property, { numRuns: 60 })
  })
})

describe('slicer', () => {
  it('cuts pieces of its average size and variation', async () => {
    const attributes = { average_size: 100, size_variation: 20 }
    const { sizes } = await through([{ type: 'slicer', attributes }], [Buffer.alloc(10_000)])
    const last = sizes.pop() ?? 0
    expect(last).toBeLessThanOrEqual(120)
    expect(sizes.every((size) => size >= 80 && size <= 120)).toBe(true)
    expect(new Set(sizes).size).toBeGreaterThan(10)
  })
})

/** Plays stages on channels in memory; `stopAfterMs` interrupts them and takes what they had not taken. */
async function through(toxics: readonly ToxicSpec[], sent: readonly Uint8Array[], stopAfterMs?: number) {
  const first = new Channel(1000)
  const stages = toxics.map((spec, index) => start(spec, index))
  let last = first
  for (const stage of stages) {
    stage.running.input = last
    last = stage.output
    stage.run()
  }
  const chunks: Buffer[] = []
  for (const data of sent) first.put({ data: Buffer.from(data), at: performance.now() })
  first.end('half-close')
  if (stopAfterMs !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, stopAfterMs))
    for (const stage of stages) await stage.stop()
    first.pourInto(last)
  }
  for (;;) {
    const chunk = last.take()
    if (chunk !== undefined) chunks.push(chunk.data)
    else if (last.ending !== undefined) break
    else await last.arrivals.wait()
  }
  const { ending } = last
  await Promise.all(stages.map((stage) => stage.stop()))
  return { bytes: Buffer.concat(chunks), sizes: chunks.map(({ length }) => length), ending }
}

function start(spec: ToxicSpec, index: number) {
  const parsed = parseToxic(spec)
  if (!parsed.ok) throw new Error(parsed.problem.message)
  const fault: Fault = FAULTS[parsed.value.type]
  const output = new Channel(1000)
  const running: { input?: Channel; stage?: RunningStage } = {}
  return {
    running,
    output,
    run() {
      const input = running.input ?? output
      const note = () => undefined
      const failed = (error: unknown) => expect.fail(String(error))
      const setting = { input, output, sender: NOBODY, receiver: NOBODY, random: seeded(index), note, failed }
      running.stage = new RunningStage({ ...setting, lastDataAt: () => 0 })
      running.stage.start({ pipe: (stage) => fault.pipe(stage, parsed.value.attributes), undo: () => undefined })
    },
    stop: async () => running.stage?.stop(),
  }
}

const NOBODY: Side = {
  vanish: () => undefined,
  reappear: () => undefined,
  reset: () => undefined,
  segmentsIn: () => undefined,
  hasSpoken: () => false,
}
