// In a worker thread, which has connections of its own.
import { once } from 'node:events'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

export const leak = async ({ http }) => await inWorker({ url: `${http}/forbidden`, task: 'keep' })
export const correct = async ({ http }) => await inWorker({ url: `${http}/forbidden`, task: 'read' })

async function inWorker(work) {
  const [status] = await once(new Worker(new URL(import.meta.url), { workerData: work }), 'message')
  if (status !== 403) throw new Error(`status ${status}`)
}

if (!isMainThread) {
  const { url, task } = workerData
  if (task === 'keep') {
    const response = await fetch(url) // leak
    setInterval(() => response.ok, 1000)
    parentPort.postMessage(response.status)
  } else {
    const response = await fetch(url)
    await response.text()
    parentPort.postMessage(response.status)
  }
}
