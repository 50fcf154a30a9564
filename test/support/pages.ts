import type { Answer, Client } from './client.ts'

/**
 * The ids on every page of a list, one page after the other, in whichever form it is.
 *
 * @param most - stops once so many are read; left out, at the end
 * @param between - what happens between two pages
 */
export async function pages(
  client: Client,
  path: string,
  limit: number,
  most = Number.POSITIVE_INFINITY,
  between: () => Promise<unknown> = async () => undefined,
): Promise<string[][]> {
  const found: string[][] = []
  let next: string | null = `${path}${path.includes('?') ? '&' : '?'}limit=${limit}`
  const first = next
  let count = 0
  while (next !== null && count < most) {
    const answer: Answer = await client.get(next)
    if (answer.status !== 200) throw new Error(`${next}: ${answer.status}`)
    const ids = idsOf(answer)
    found.push(ids)
    count += ids.length
    next = nextOf(answer, first)
    await between()
  }
  return found
}

function idsOf({ headers, body, text }: Answer): string[] {
  const type = headers.get('content-type') ?? ''
  if (type.startsWith('text/calendar')) {
    return [...text.matchAll(/^UID:urn:uuid:(\S+)/gm)].map(([, id]) => id as string)
  }
  // A place in a network is known by its own id.
  const entries: { id: string; placeId: string }[] = body.features ?? body.data
  return entries.map(({ id, placeId }) => id ?? placeId)
}

/** What JSON says in `nextCursor` other forms say in a `Link`. */
function nextOf({ headers, body }: Answer, first: string): string | null {
  const linked = /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1]
  if (linked !== undefined) return linked
  const cursor: string | null = body?.nextCursor ?? null
  return cursor === null ? null : `${first}&cursor=${cursor}`
}
