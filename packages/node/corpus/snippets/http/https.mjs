// The same over TLS.
import { Agent, get } from 'node:https'

export async function leak({ https, ca }) {
  const agent = new Agent({ ca, keepAlive: true })
  return await new Promise((resolve, reject) => {
    get(`${https}/missing`, { agent }, (response) => resolve(response.statusCode)).on('error', reject) // leak
  })
}

export async function correct({ https, ca }) {
  const agent = new Agent({ ca, keepAlive: true })
  return await new Promise((resolve, reject) => {
    get(`${https}/missing`, { agent }, (response) => resolve(response.resume().statusCode)).on('error', reject)
  })
}
