import { readdir, readFile } from 'node:fs/promises'

/** A process and all its descendants, as /proc tells at this moment. */
export async function processTree(root: number): Promise<number[]> {
  const children = await childrenByParent()
  const tree = [root]
  for (const pid of tree) tree.push(...(children.get(pid) ?? []))
  return tree
}

async function childrenByParent(): Promise<Map<number, number[]>> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry)).map(Number)
  const children = new Map<number, number[]>()
  for (const pid of pids) {
    const parent = await parentOf(pid)
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), pid])
  }
  return children
}

/** Null when the process has just gone. The name in parentheses may itself hold parentheses. */
async function parentOf(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  const afterName = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return afterName?.[1] === undefined ? null : Number(afterName[1])
}
