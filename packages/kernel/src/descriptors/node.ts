import { namesIn, type Refusal, readLink } from '../proc/index.js'
import { socketInode } from './link.js'
import { DENIED, type DescriptorReader, type DescriptorVisitor, NO_SOCKET } from './reader.js'

/** The same without native code, at about twice the price. */
export class NodeDescriptors implements DescriptorReader {
  walk(directory: string, _expected: number | null, visitor: DescriptorVisitor): 'walked' | Refusal {
    const names = namesIn(`${directory}/fd`)
    if (typeof names === 'string') return names
    for (const name of names) {
      const descriptor = Number(name)
      if (!visitor.wants(descriptor)) continue
      const inode = this.inodeAt(directory, descriptor)
      if (inode === DENIED) return 'denied'
      if (inode !== NO_SOCKET) visitor.socket(descriptor, inode)
      if (visitor.satisfied()) break
    }
    return 'walked'
  }

  inodeAt(directory: string, descriptor: number): number {
    const link = readLink(`${directory}/fd/${descriptor}`)
    if (link === 'denied') return DENIED
    return link === 'gone' ? NO_SOCKET : socketInode(link, link.length)
  }
}
