/** An answer, read whole. `body` is the parsed JSON, or the text of anything else. */
export type Answer = {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any
  text: string
}

export type Client = {
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  patch(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  delete(path: string, headers?: Record<string, string>): Promise<Answer>
  /** Any request; the body goes as it is. */
  send(method: string, path: string, init: RequestInit): Promise<Answer>
}

/**
 * A caller of the API over real HTTP.
 *
 * @param url - where the service listens
 * @param key - sent as a bearer token; null sends none
 */
export function createClient(url: string, key: string | null): Client {
  const authorization: Record<string, string> =
    key === null ? {} : { authorization: `Bearer ${key}` }

  const send: Client['send'] = async (method, path, init) => {
    const target = path.startsWith('http') ? path : `${url}${path}`
    const headers = { ...authorization, ...(init.headers as Record<string, string>) }
    const response = await fetch(target, { redirect: 'manual', ...init, method, headers })
    const text = await response.text()
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '') && text !== ''
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : text,
    }
  }
  const json =
    (method: string) =>
    (path: string, body: unknown, headers = {}) =>
      send(method, path, {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      })
  return {
    get: (path, headers = {}) => send('GET', path, { headers }),
    post: json('POST'),
    patch: json('PATCH'),
    delete: (path, headers = {}) => send('DELETE', path, { headers }),
    send,
  }
}
