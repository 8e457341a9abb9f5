import { expect, it } from 'vitest'

import { whyNotFound, whyNotStarted } from './find.js'

it('knows a program that can be run', () => {
  expect(whyNotFound('sh')).toBeUndefined()
  expect(whyNotFound('/bin/sh', '')).toBeUndefined()
})

it.each([
  ['sh', '/nonexistent', 'there is no program "sh" in PATH', 127],
  ['', undefined, 'there is no program "" in PATH', 127],
  ['/nonexistent/sh', undefined, 'there is no /nonexistent/sh', 127],
  ['/etc/passwd/sh', undefined, 'there is no /etc/passwd/sh', 127],
  ['/etc/passwd', undefined, '/etc/passwd is not a program', 126],
  ['/etc', undefined, '/etc is not a program', 126],
  ['passwd', '/etc', '/etc/passwd is not a program', 126],
])('says why %j is none, as a shell does', (file, path, why, exitCode) => {
  expect(whyNotFound(file, path)).toEqual({ why, exitCode })
})

it('tells the exit code from what the system said', () => {
  expect(whyNotStarted('x', { code: 'ENOENT' })).toMatchObject({ exitCode: 127 })
  expect(whyNotStarted('x', { code: 'ENOEXEC' })).toEqual({ why: 'x could not be started: ENOEXEC', exitCode: 126 })
})
