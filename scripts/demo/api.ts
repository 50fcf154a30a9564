import { createHash } from 'node:crypto'

/** What stops the demo. The message is one sentence for the person at the terminal. */
export class DemoError extends Error {}

/** A resource of the API; which members it has depends on the path. */
// biome-ignore lint/suspicious/noExplicitAny: the API's description says what each answer holds
export type Resource = Record<string, any>

/** The few calls that the demo makes, as any client of the API would. */
export type Api = {
  url: string
  get(path: string): Promise<Resource>
  /** Every entry of a list, page after page, those that were archived included. */
  list(path: string, filter?: Record<string, string>): Promise<Resource[]>
  /** Creates or does something; `made` says whether anything new came of it. */
  post(path: string, body: Resource): Promise<{ resource: Resource; made: boolean }>
}

/**
 * @param url - where the service listens
 * @param key - an API key with every scope
 */
export function createApi(url: string, key: string): Api {
  async function send(method: string, path: string, body?: Resource) {
    const text = JSON.stringify(body)
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && {
          'content-type': 'application/json',
          // The same request of another run, interrupted or not, is answered with the same result.
          'idempotency-key': createHash('sha256').update(`demo ${path} ${text}`).digest('hex'),
        }),
      },
      ...(body !== undefined && { body: text }),
    })
    const answer = (await response.json()) as Resource
    if (response.status === 401) {
      throw new DemoError(`ADMIN_API_KEY is not a key that the service at ${url} knows.`)
    }
    if (!response.ok) {
      throw new DemoError(
        `${method} ${path} was answered with ${response.status}: ${answer.detail}`,
      )
    }
    const made = response.status === 201 && !response.headers.has('idempotency-replayed')
    return { resource: answer, made }
  }

  return {
    url,
    get: async (path) => (await send('GET', path)).resource,
    async list(path, filter = {}) {
      const entries: Resource[] = []
      let cursor: string | null = null
      do {
        const query = new URLSearchParams({ ...filter, limit: '200', archived: 'true' })
        if (cursor !== null) query.set('cursor', cursor)
        const page: Resource = (await send('GET', `${path}?${query}`)).resource
        entries.push(...page.data)
        cursor = page.nextCursor
      } while (cursor !== null)
      return entries
    },
    post: (path, body) => send('POST', path, body),
  }
}
