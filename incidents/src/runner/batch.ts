/** Runs jobs, so many at a time, in order; every job runs to its end, also after one has failed. */
export async function inParallel<Job, Result>(
  jobs: Job[],
  atMost: number,
  run: (job: Job) => Promise<Result>,
): Promise<Result[]> {
  const results = new Map<number, Result>()
  const queue = jobs.entries()
  const worker = async () => {
    for (const [index, job] of queue) results.set(index, await run(job))
  }
  const workers = await Promise.allSettled(Array.from({ length: Math.min(atMost, jobs.length) }, worker))
  const failed = workers.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result)
}
