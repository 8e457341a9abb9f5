import { expect, it } from 'vitest'
import { missingTools } from './tools.js'

it('names the packages of missing programs', () => {
  expect(missingTools({ PATH: process.env['PATH'] ?? '' })).toBeUndefined()
  expect(missingTools({ PATH: '/nonexistent' })).toMatch(/nsenter.* missing: apt-get install .*util-linux/)
})
