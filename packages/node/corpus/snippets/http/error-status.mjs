// The error path leaves before the body is read.
import { get } from 'node:http'
import { text } from 'node:stream/consumers'

export function leak({ http }) {
  return new Promise((resolve, reject) => {
    const received = (response) => {
      if (response.statusCode !== 200) return reject(new Error(`status ${response.statusCode}`))
      resolve(text(response))
    }
    get(`${http}/forbidden`, received).on('error', reject) // leak
  })
}

export function correct({ http }) {
  return new Promise((resolve, reject) => {
    const received = (response) => {
      if (response.statusCode === 200) return resolve(text(response))
      response.resume()
      resolve(new Error(`status ${response.statusCode}`))
    }
    get(`${http}/forbidden`, received).on('error', reject)
  })
}
