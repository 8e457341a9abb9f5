// Redirects followed by hand: each step has a body too.
import { get } from 'node:http'
import { text } from 'node:stream/consumers'

export function leak({ http }) {
  return new Promise((resolve) => follow(`${http}/moved`, resolve))
}

function follow(url, done) {
  const received = (response) => {
    const { location } = response.headers
    if (location === undefined) done(text(response))
    else follow(new URL(location, url), done)
  }
  get(url, received) // leak
}

export function correct({ http }) {
  return new Promise((resolve) => followReading(`${http}/moved`, resolve))
}

function followReading(url, done) {
  const received = (response) => {
    const { location } = response.headers
    if (location === undefined) return done(text(response))
    response.resume()
    followReading(new URL(location, url), done)
  }
  get(url, received)
}
