import type { Client } from '../support/client.ts'
import { made, makeKey } from '../support/programme.ts'
import type { Service } from '../support/service.ts'

/** What a reviewer's key may do. */
const REVIEWING = [
  'applications:read',
  'applications:write',
  'applications:review',
  'learners:write',
  'badge-classes:write',
]

/** An issuer, and its key. */
export async function makeIssuer(service: Service, name = 'Harbour Library') {
  const input = { name, url: 'https://library.example.org' }
  const { id } = made(await service.admin.post('/v1/issuers', input))
  return { id: id as string, key: service.as(await makeKey(service.admin, REVIEWING, id)) }
}

/** A badge class that can be applied for. */
export async function makeBadge(client: Client, issuerId: string, assessment?: object) {
  const badge = {
    issuerId,
    name: 'Podcast Producer',
    description: 'Recorded, edited and published a podcast episode.',
    criteria: { narrative: 'Publish an episode.' },
    ...(assessment !== undefined && { assessment }),
  }
  return made(await client.post('/v1/badge-classes', badge)).id as string
}

export const CRITERIA = [
  { id: 'recorded', text: 'Recorded an episode of five minutes.' },
  { id: 'edited', text: 'Cut it alone.' },
]
export const ALL_MET = CRITERIA.map(({ id }) => ({ id, met: true }))

/** A learner, known to the client that makes them, with a token of their own. */
export async function makeLearner(service: Service, by: Client, value: string) {
  const identifiers = [{ type: 'email', value }]
  const { id } = made(await by.post('/v1/learners', { identifiers }))
  const { token } = made(await service.admin.post(`/v1/learners/${id}/tokens`, {}))
  return { id: id as string, as: service.as(token) }
}

/** A small PDF of a learner. */
export async function sendFile(client: Client, learnerId: string): Promise<string> {
  const headers = {
    'content-type': 'application/pdf',
    'content-disposition': 'attachment; filename="storyboard.pdf"',
  }
  const init = { headers, body: '%PDF-1.4\n1 0 obj\nendobj\n' }
  return made(await client.send('POST', `/v1/files?learnerId=${learnerId}`, init)).id
}

/** Names who is to look at an application. */
export function nameReviewers(client: Client, path: string, learnerIds: string[]) {
  return client.send('PUT', `${path}/reviewers`, {
    body: JSON.stringify({ learnerIds }),
    headers: { 'content-type': 'application/json' },
  })
}
