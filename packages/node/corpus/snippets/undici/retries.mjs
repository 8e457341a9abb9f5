// An agent that retries reads what it retries. The last answer is the caller's.
import { Agent, request, RetryAgent } from '#undici'

const held = []
const retrying = () => new RetryAgent(new Agent(), { minTimeout: 20, timeoutFactor: 1, statusCodes: [503] })

export async function leak({ http }) {
  held.push(await request(`${http}/flaky`, { dispatcher: retrying() })) // leak
}

export async function correct({ http }) {
  const { body } = await request(`${http}/flaky`, { dispatcher: retrying() })
  if ((await body.text()).length !== 1_000_000) throw new Error('not the whole')
}
