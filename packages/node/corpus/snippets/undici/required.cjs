// CommonJS, beside modules that are ESM.
const { request } = require('#undici')

const held = []

exports.leak = async function leak({ http }) {
  held.push(await request(`${http}/unavailable`)) // leak
}

exports.correct = async function correct({ http }) {
  const { body } = await request(`${http}/unavailable`)
  await body.dump()
}
