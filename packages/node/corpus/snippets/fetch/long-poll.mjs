// A long poll: the answer is read as it comes, for longer than a leak is given.
export async function correct({ http }) {
  const response = await fetch(`${http}/poll`)
  if (!(await response.text()).endsWith('data: end\n\n')) throw new Error('not the whole')
}
