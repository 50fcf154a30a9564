import type { Test } from 'tap'
import type { Database } from '../../src/db/index.ts'
import type { Client } from './client.ts'
import { fingerprint } from './tables.ts'

/** The part of a tap test that checks. */
type Assertions = Pick<Test, 'same' | 'equal'>

/** Carries out work for each case, a few at a time, and collects what it has to say. */
export async function complaints<T>(
  cases: Iterable<T>,
  work: (one: T) => Promise<string | null>,
): Promise<{ count: number; wrong: string[] }> {
  const wrong: string[] = []
  let count = 0
  const iterator = cases[Symbol.iterator]()
  const worker = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) {
      count += 1
      const complaint = await work(next.value)
      if (complaint !== null) wrong.push(complaint)
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  return { count, wrong }
}

/** Everything stored, before and after, and whether the service still answers. */
export async function unharmed(
  t: Assertions,
  { admin, database }: { admin: Client; database: Database },
  work: () => Promise<void>,
) {
  const before = await fingerprint(database)
  await work()
  t.same(await fingerprint(database), before, 'nothing was stored')
  t.equal((await admin.get('/readyz')).status, 200, 'the service still answers')
}
