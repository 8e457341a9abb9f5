import { describe, expect, it } from 'vitest'

import { environment, filledIn } from './command.js'

const PLACE = { host: '127.0.0.1', port: 8080 }

describe('the words in a command', () => {
  it('are filled in, in its arguments', () => {
    expect(filledIn(['{url}', '{url}/a', '-h{target}{target}', '{other}'], PLACE)).toEqual([
      '{url}',
      'http://127.0.0.1:8080/a',
      '-h127.0.0.1:8080127.0.0.1:8080',
      '{other}',
    ])
    expect(filledIn(['x', '{url}'], { host: '::1', port: 80 })).toEqual(['x', 'http://[::1]:80'])
  })

  it('need a target', () => {
    expect(filledIn(['true', 'it'], undefined)).toEqual(['true', 'it'])
    expect(() => filledIn(['true', '{target}'], undefined)).toThrow('{target} stands for a target')
  })
})

it('tells the command what there is to tell', () => {
  const surroundings = { place: PLACE, isApp: false, hop: undefined, scale: 100 }
  const told = environment({ PATH: '/bin' }, surroundings)
  expect(told).toEqual({
    PATH: '/bin',
    HALFOPEN_LAB_SCALE: '100',
    HALFOPEN_LAB_TARGET: '127.0.0.1:8080',
    HALFOPEN_LAB_URL: 'http://127.0.0.1:8080',
  })
  expect(environment({}, { ...surroundings, isApp: true })).toMatchObject({ HALFOPEN_LAB_APP: '127.0.0.1:8080' })
})
