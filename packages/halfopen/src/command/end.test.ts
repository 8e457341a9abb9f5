import { spawn } from 'node:child_process'

import { expect, it } from 'vitest'

import { endOf } from './end.js'

const listeners = () => ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => process.listenerCount(signal))

it.each([
  ['at once', ['x'.repeat(3_000_000)], '/bin/true', 'E2BIG'],
  ['later', [], '/nonexistent', 'ENOENT'],
])('leaves no listeners when the command could not be started, as it turns out %s', async (_, args, file, code) => {
  const before = listeners()
  await expect(endOf(() => spawn(file, args), { stdin: process.stdin })).rejects.toMatchObject({ code })
  expect(listeners()).toEqual(before)
})
