import http from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import type { Desk, Make } from './desk.js'

type Owner = { request: Make; get: Make }

/** Stands before the functions that make requests, for those who import them and those who require them. */
export function wrapFunctions(desk: Desk): () => void {
  const owners = [http, https] as unknown as Owner[]
  const restores = owners.flatMap((owner) => [wrap(owner, 'request', desk), wrap(owner, 'get', desk)])
  syncBuiltinESMExports()
  return () => {
    for (const restore of restores.toReversed()) restore()
    syncBuiltinESMExports()
  }
}

function wrap(owner: Owner, name: keyof Owner, desk: Desk): () => void {
  const original = owner[name]
  const wrapper: Make = function (...args) {
    const site = desk.capture(wrapper)
    return desk.make(original, this, args, site)
  }
  owner[name] = Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(original))
  return () => {
    // Somebody may have wrapped it since; ours then stays, and does nothing.
    if (owner[name] === wrapper) owner[name] = original
  }
}
