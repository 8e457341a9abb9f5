import { describe, expect, it, vi } from 'vitest'
import { loadIncidents } from './incident/index.js'
import { checkVariant, obstacleTo } from './runner/index.js'

// Each plays real programs for about twenty seconds in namespaces of its own; two cores bear four.
vi.setConfig({ maxConcurrency: 4, testTimeout: 120_000 })

for (const incident of await loadIncidents()) {
  const obstacle = await obstacleTo(incident)
  describe.concurrent(incident.name, () => {
    for (const [name, variant] of Object.entries(incident.variants)) {
      it(`${name}: ${variant.says}`, async (context) => {
        if (obstacle !== null && !obstacle.fails) context.skip(obstacle.why)
        expect(obstacle?.why).toBeUndefined()
        const verdict = await checkVariant(incident, name, { signal: context.signal })
        expect(verdict.passed, verdict.text).toBe(true)
      })
    }
  })
}
