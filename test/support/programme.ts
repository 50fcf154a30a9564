import type { Answer, Client } from './client.ts'

/** The body of an answer that must be a success. */
export function made(answer: Answer) {
  if (answer.status !== 201) throw new Error(`expected 201, got ${answer.status}: ${answer.text}`)
  return answer.body
}

export const issuerInput = { name: 'Harbour Library', url: 'https://library.example.org' }

export const badgeClassInput = {
  name: 'Podcast Producer',
  description: 'Recorded, edited and published a podcast episode.',
  criteria: { narrative: 'Publish an episode of at least **five minutes**.' },
}

/** An issuer with one badge class, ready to award. */
export async function makeBadgeClass(
  client: Client,
  options: { issuer?: object; badgeClass?: object } = {},
) {
  const issuer = made(await client.post('/v1/issuers', { ...issuerInput, ...options.issuer }))
  const badgeClass = made(
    await client.post('/v1/badge-classes', {
      issuerId: issuer.id,
      ...badgeClassInput,
      ...options.badgeClass,
    }),
  )
  return { issuer, badgeClass }
}

/** A new API key, as its holder has it. */
export async function makeKey(
  client: Client,
  scopes: string[],
  issuerId?: string,
): Promise<string> {
  const input = { name: 'test', scopes, ...(issuerId !== undefined && { issuerId }) }
  return made(await client.post('/v1/api-keys', input)).key
}
