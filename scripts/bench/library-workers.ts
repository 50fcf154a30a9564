import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

const WORKERS = 2

/**
 * Baseline of bulk awards: what `@digitalbazaar/vc` signs on two worker threads, with its contexts in
 * memory, nothing validated and nothing stored.
 *
 * @param unsigned - a credential without `proof`
 * @param keepsContexts - whether its loader marks contexts as such that never change, so that it keeps
 *   them as it has read them; else it reads them anew each time, as it does with an ordinary loader
 * @returns credentials a second, of both together
 */
export async function libraryOnWorkers(
  unsigned: Record<string, unknown>,
  seconds: number,
  keepsContexts: boolean,
): Promise<number> {
  const script = new URL('bare-issue-worker.ts', import.meta.url)
  const rates = await Promise.all(
    Array.from({ length: WORKERS }, async () => {
      const worker = new Worker(script, { workerData: { unsigned, seconds, keepsContexts } })
      const [rate] = (await once(worker, 'message')) as [number]
      await worker.terminate()
      return rate
    }),
  )
  return rates.reduce((sum, rate) => sum + rate, 0)
}
