import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService, type Teardown } from '../support/service.ts'

export type Fetched = { status: number; headers: Headers; bytes: Buffer }

/** Fetches anything, without a key, as bytes. */
export async function fetchWith(
  url: string,
  headers: Record<string, string> = {},
): Promise<Fetched> {
  const response = await fetch(url, { headers })
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, headers: response.headers, bytes }
}

/** The media type of an answer, without parameters. */
export const mediaType = ({ headers }: { headers: Headers }) =>
  headers.get('content-type')?.split(';')[0]

/** A service with one award. */
export async function published(
  t: Teardown,
  options: { badgeClass?: object; issuer?: object; award?: object; now?: () => Date } = {},
): Promise<{
  service: Service
  assertionId: string
  credentialUrl: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into credentials of every shape
  credential: any
}> {
  const { now } = options
  const service = await startService(t, now === undefined ? {} : { now })
  const { badgeClass } = await makeBadgeClass(service.admin, {
    issuer: options.issuer ?? {},
    badgeClass: options.badgeClass ?? { layer: 'Demonstrate' },
  })
  const recipient = { type: 'email', value: 'ada@example.org' }
  const { id, credentialUrl, credential } = made(
    await service.admin.post('/v1/assertions', {
      badgeClassId: badgeClass.id,
      recipient,
      narrative: 'Größe & <b>Mut</b> ]]> "quoted" \u2028 🎈',
      ...options.award,
    }),
  )
  return { service, assertionId: id, credentialUrl, credential }
}

/** The verdict of our verifier on a credential in each of its formats, by the name of the format. */
export async function verdicts(
  { url }: Pick<Service, 'url'>,
  credentialUrl: string,
): Promise<Record<string, { verdict: string; codes: string[]; id: unknown }>> {
  const bytes = async (suffix: string) => (await fetchWith(`${credentialUrl}.${suffix}`)).bytes
  const json = { 'content-type': 'application/json' }
  const form = new FormData()
  form.set('file', new Blob([Uint8Array.from(await bytes('png'))]), 'badge.bin')
  const requests: Record<string, RequestInit> = {
    json: {
      headers: json,
      body: JSON.stringify({ credential: JSON.parse((await bytes('json')).toString()) }),
    },
    jwt: { headers: json, body: JSON.stringify({ jwt: (await bytes('jwt')).toString() }) },
    png: { headers: { 'content-type': 'image/png' }, body: Uint8Array.from(await bytes('png')) },
    svg: {
      headers: { 'content-type': 'image/svg+xml' },
      body: Uint8Array.from(await bytes('svg')),
    },
    form: { body: form },
    ...Object.fromEntries(
      ['', '.json', '.jwt', '.png', '.svg', '.html'].map((suffix) => [
        `the URL${suffix}`,
        { headers: json, body: JSON.stringify({ url: `${credentialUrl}${suffix}` }) },
      ]),
    ),
  }
  const entries = Object.entries(requests).map(async ([name, init]) => {
    const response = await fetch(`${url}/v1/verify`, { method: 'POST', ...init })
    const report = (await response.json()) as {
      verdict: string
      checks: { code?: string }[]
      credential: { id?: unknown } | null
    }
    const codes = report.checks.flatMap(({ code }) => (code === undefined ? [] : [code]))
    return [name, { verdict: report.verdict, codes, id: report.credential?.id }] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}
