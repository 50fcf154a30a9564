import { SCOPES } from '../../src/http/index.ts'
import type { Client } from './client.ts'
import { badgeClassInput, issuerInput, made, makeKey } from './programme.ts'
import type { Service } from './service.ts'

/** An issuer and its key. */
export type Party = { id: string; did: string; name: string; client: Client }

/** A new issuer, with a key that is bound to it. */
export async function makeParty(service: Service, name: string, input = {}): Promise<Party> {
  const { admin, as } = service
  const issuer = made(await admin.post('/v1/issuers', { ...issuerInput, name, ...input }))
  const { id, did } = issuer
  return { id, did, name, client: as(await makeKey(admin, [...SCOPES], id)) }
}

/** A library that awards, with a badge class; a radio station that endorses; somebody else. */
export async function makeParties(service: Service, input = {}) {
  const library = await makeParty(service, 'Harbour Library', input)
  const radio = await makeParty(service, 'Harbour Radio', input)
  const museum = await makeParty(service, 'Other Museum')
  const badgeClass = made(
    await library.client.post('/v1/badge-classes', { issuerId: library.id, ...badgeClassInput }),
  )
  return { library, radio, museum, badgeClass }
}

/** Asks for an endorsement with one key, and accepts it with another. */
export async function endorse(owner: Party, endorser: Party, target: object, members = {}) {
  const body = { endorserId: endorser.id, target, ...members }
  const { id } = made(await owner.client.post('/v1/endorsements', body))
  const accepted = await endorser.client.post(`/v1/endorsements/${id}/acceptance`, {})
  if (accepted.status !== 200) throw new Error(`${accepted.status}: ${accepted.text}`)
  return accepted.body
}

/** Awards a badge class to a new learner. */
export async function awardTo(owner: Party, badgeClassId: string, members = {}) {
  return made(
    await owner.client.post('/v1/assertions', {
      badgeClassId,
      recipient: { type: 'email', value: 'sam@example.org' },
      ...members,
    }),
  )
}

/** The verdict of the service, and how each check went. */
export async function verdictOf({ as }: Service, presented: object) {
  const { body } = await as(null).post('/v1/verify', presented)
  const codes = body.checks.flatMap(({ code }: { code?: string }) => code ?? [])
  return { verdict: body.verdict, codes }
}
