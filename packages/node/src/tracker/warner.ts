import { blockText, grownText, returnedText } from './block.js'
import type { HeldResponse } from './held.js'

const MAX_SITES = 1000

/** What was said of a call site, and how many of its responses are still held. */
interface Told {
  suspect: boolean
  confirmed: boolean
  readonly held: Set<number>
  /** How many were held when it was last said. */
  said: number
}

/** A leak that grows is news again when it is ten times what was said: never more than some lines of one call site. */
const NEWS = 10

export interface WarnerOptions {
  readonly write: (text: string) => void
  /** Paths below it are written relative to it. */
  readonly cwd: string
}

/** Says each thing once for each call site: suspect, confirmed, many more, and all returned. */
export class Warner {
  private readonly told = new Map<string, Told>()

  constructor(private readonly options: WarnerOptions) {}

  /** Responses that came into this state in one look. */
  accuse(state: 'suspect' | 'confirmed', responses: readonly HeldResponse[]): void {
    for (const held of bySite(responses)) {
      const told = this.toldOf(held)
      for (const { id, ending } of held) if (ending === undefined) told.held.add(id)
      if (told[state]) {
        this.grown(told, held)
        continue
      }
      told.said = Math.max(told.held.size, 1)
      told[state] = true
      // Confirmed is more than suspect: that need not be said any more.
      told.suspect = true
      this.options.write(blockText({ state, held }, this.options.cwd))
    }
  }

  /** A response that was accused has ended. Silent when it was dropped: that block said so. */
  returned(response: HeldResponse): void {
    const told = this.told.get(keyOf(response))
    if (told === undefined || !told.held.delete(response.id) || told.held.size > 0) return
    // The next leak of this line is news again.
    this.told.delete(keyOf(response))
    this.options.write(returnedText(response, this.options.cwd))
  }

  private grown(told: Told, responses: readonly HeldResponse[]): void {
    const [last] = responses.slice(-1)
    const count = told.held.size
    if (last === undefined || count < NEWS * told.said) return
    told.said = count
    this.options.write(grownText({ state: told.confirmed ? 'confirmed' : 'suspect', count }, last, this.options.cwd))
  }

  private toldOf([first]: readonly HeldResponse[]): Told {
    const key = first === undefined ? '' : keyOf(first)
    const known = this.told.get(key)
    if (known !== undefined) return known
    if (this.told.size >= MAX_SITES) this.told.clear()
    const fresh: Told = { suspect: false, confirmed: false, held: new Set(), said: 0 }
    this.told.set(key, fresh)
    return fresh
  }
}

function bySite(responses: readonly HeldResponse[]): Iterable<HeldResponse[]> {
  const groups = new Map<string, HeldResponse[]>()
  for (const response of responses) {
    const key = keyOf(response)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [response])
    else group.push(response)
  }
  return groups.values()
}

/** One line and one origin; without a call site, one path. */
function keyOf({ site, origin, path, client }: HeldResponse): string {
  return site === undefined ? `${client} ${origin}${path}` : `${site.file}:${site.line} ${origin}`
}
