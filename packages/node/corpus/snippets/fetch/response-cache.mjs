// A cache of responses instead of a cache of what they say.
class Cache {
  entries = new Map()

  async leaking(url) {
    if (!this.entries.has(url)) this.entries.set(url, await fetch(url)) // leak
    return this.entries.get(url).clone()
  }

  async reading(url) {
    if (!this.entries.has(url)) this.entries.set(url, await (await fetch(url)).text())
    return this.entries.get(url)
  }
}

export const cache = new Cache()

export async function leak({ http }) {
  return (await cache.leaking(`${http}/big`)).headers.get('content-length')
}

export async function correct({ http }) {
  return (await cache.reading(`${http}/big`)).length
}
