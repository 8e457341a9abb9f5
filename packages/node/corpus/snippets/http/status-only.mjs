// The status is all that is asked for. A `response` listener has to do something with the body.
import { get } from 'node:http'

export async function leak({ http }) {
  return await new Promise((resolve, reject) => {
    get(`${http}/big`, (response) => resolve(response.statusCode)).on('error', reject) // leak
  })
}

export async function correct({ http }) {
  return await new Promise((resolve, reject) => {
    get(`${http}/big`, (response) => resolve(response.resume().statusCode)).on('error', reject)
  })
}
