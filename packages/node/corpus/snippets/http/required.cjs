// CommonJS, with a destructured `get` as so many have it.
const { get } = require('http')

exports.leak = function leak({ http }) {
  return new Promise((resolve) => {
    get(`${http}/unavailable`, ({ statusCode }) => resolve(statusCode)) // leak
  })
}

exports.correct = function correct({ http }) {
  return new Promise((resolve) => {
    get(`${http}/unavailable`, (response) => resolve(response.destroy().statusCode))
  })
}
