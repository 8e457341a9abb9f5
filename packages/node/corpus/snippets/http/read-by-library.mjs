// axios, got and superagent read what they are asked for, error pages included.
import axios from 'axios'
import { got } from 'got'
import superagent from 'superagent'

export async function correct({ http }) {
  await axios.get(`${http}/big`)
  await got(`${http}/big`)
  await superagent.get(`${http}/big`).buffer(true).parse(superagent.parse.text)
  const failed = [axios.get(`${http}/forbidden`), got(`${http}/forbidden`), superagent.get(`${http}/forbidden`)]
  for (const { status } of await Promise.allSettled(failed)) if (status !== 'rejected') throw new Error('not refused')
}
