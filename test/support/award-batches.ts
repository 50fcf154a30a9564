import type { Answer, Client } from './client.ts'
import { until } from './embedded.ts'

export const NDJSON = 'application/x-ndjson'
export const CSV = 'text/csv'

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
type Batch = any

/** Sends rows in a body of their own. */
export function upload(
  client: Client,
  path: string,
  body: NonNullable<RequestInit['body']>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return client.send('POST', path, { body, headers: { 'content-type': NDJSON, ...headers } })
}

/** Rows as NDJSON. */
export function ndjson(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

/** So many rows, each for a learner of its own. */
export function learners(count: number, name = 'learner'): object[] {
  return Array.from({ length: count }, (_, at) => ({
    recipient: { type: 'email', value: `${name}-${at}@example.org` },
  }))
}

/** Makes a batch of a badge class, which must be taken. */
export async function sendBatch(
  client: Client,
  badgeClassId: string,
  rows: readonly unknown[],
  { query = '', ...headers }: Record<string, string> = {},
): Promise<Batch> {
  const path = `/v1/badge-classes/${badgeClassId}/award-batches${query}`
  const answer = await upload(client, path, ndjson(rows), headers)
  if (answer.status !== 202) throw new Error(`${answer.status}: ${answer.text}`)
  return answer.body
}

/** The batch once it has one of these statuses. */
export async function batchWhen(client: Client, id: string, ...statuses: string[]): Promise<Batch> {
  let batch: Batch
  await until(async () => {
    batch = (await client.get(`/v1/award-batches/${id}`)).body
    return statuses.includes(batch.status)
  })
  return batch
}
