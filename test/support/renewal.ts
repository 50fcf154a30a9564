// What can be done only once to a thing is done to another one each time.
import { randomUUID } from 'node:crypto'
import type { Client } from './client.ts'
import type { Operation, Population } from './operations.ts'
import { makeLearner } from './requests.ts'

const USED_UP = new Set([
  'answerGuardianRequest',
  'reportBounce',
  'answerVerification',
  'undoMerge',
  'completeRecordClaim',
  'correctAssertion',
  'renewAssertion',
  'mergeLearners',
  'reissueAssertions',
])

/** Whether an operation can be carried out on a resource only once. */
export function usesUp({ id }: Operation): boolean {
  return USED_UP.has(id)
}

/** A population with another assertion in it, for an operation that uses one up. */
export async function renewed(
  client: Client,
  operation: Operation,
  population: Population,
): Promise<Population> {
  if (!usesUp(operation)) return population
  if (operation.id === 'mergeLearners') return withTwin(client, population)
  if (operation.id === 'undoMerge') return withMerge(client, population)
  if (operation.id === 'completeRecordClaim') return withRecordClaim(client, population)
  if (operation.id === 'answerVerification') return withVerification(client, population)
  if (operation.id === 'answerGuardianRequest') return withGuardian(client, population)
  if (operation.id === 'reportBounce') return withMail(client, population)
  const renewal = { opens: 'P1Y', closes: 'P1Y' }
  const badgeClass = await client.post('/v1/badge-classes', {
    issuerId: population.issuer,
    name: 'First Aid',
    description: 'Knows what to do first.',
    criteria: { narrative: 'Pass the test.' },
    expiry: { after: 'P1Y', renewal },
  })
  const award = { badgeClassId: badgeClass.body.id, learnerId: population.learner }
  const { body } = await client.post('/v1/assertions', award)
  const known = await client.get(`/v1/learners/${population.learner}/identifiers`)
  const card = known.body.data.find(({ type }: { type: string }) => type === 'library-card')
  return { ...population, assertion: body.id, identifier: card.id }
}

/** A population with a claim in it of a record that is there, and its code. */
async function withRecordClaim(client: Client, population: Population): Promise<Population> {
  const identifier = { type: 'email', value: `${randomUUID()}@example.org` }
  const badgeClassId = population.badgeClass
  await client.post('/v1/assertions', { badgeClassId, recipient: identifier })
  const { body } = await client.post('/v1/record-claims', { identifier })
  const code = await lastMailedCode(client)
  return { ...population, recordClaim: body.id, 'code of completeRecordClaim': code }
}

/** A population with a merge in it that can be undone. */
async function withMerge(client: Client, population: Population): Promise<Population> {
  const { twin, ownToken, twinToken } = await withTwin(client, population)
  const { body } = await client.post(`/v1/learners/${population.learner}/merges`, {
    learnerId: twin,
    proof: { own: { token: ownToken }, other: { token: twinToken } },
  })
  return { ...population, merge: body.id }
}

/** A population with an address in it whose verification waits for its code. */
async function withVerification(client: Client, population: Population): Promise<Population> {
  const path = `/v1/learners/${population.learner}/identifiers`
  const value = `${randomUUID()}@example.org`
  const added = await client.post(path, { identifier: { type: 'email', value } })
  const { body } = await client.post(`${path}/${added.body.id}/verifications`, { method: 'mail' })
  const code = await lastMailedCode(client)
  const ids = { identifier: added.body.id, verification: body.id }
  return { ...population, ...ids, 'code of answerVerification': code }
}

/** A population in which a guardian was asked, with the code. */
async function withGuardian(client: Client, population: Population): Promise<Population> {
  const { body } = await client.post(`/v1/learners/${population.learner}/guardian-requests`, {
    consentTextId: population.consentText,
    guardian: { name: 'Alex Quayle', email: 'alex@example.org' },
  })
  const code = await lastMailedCode(client)
  return { ...population, guardianRequest: body.id, 'code of answerGuardianRequest': code }
}

/** A population with a message in it that nothing was heard of yet. */
async function withMail(client: Client, population: Population): Promise<Population> {
  const invitation = { code: population.code, to: `${randomUUID()}@example.org` }
  const path = `/v1/claim-codes/${population.claimCode}/invitations`
  return { ...population, mailMessage: (await client.post(path, invitation)).body.mailMessageId }
}

/** The code of the newest mail that waits for the platform to send it. */
async function lastMailedCode(platform: Client): Promise<string> {
  let last: string | undefined
  let cursor: string | null = null
  do {
    const at: string = cursor === null ? '' : `&cursor=${cursor}`
    const { body } = await platform.get(`/v1/mail-messages?limit=200${at}`)
    last = body.data.at(-1)?.id ?? last
    cursor = body.nextCursor
  } while (cursor !== null)
  return (await platform.get(`/v1/mail-messages/${last}/content`)).body.values.code
}

/** A population with another learner in it, and tokens of both, to be merged. */
async function withTwin(client: Client, population: Population): Promise<Population> {
  const twin = await makeLearner(client)
  const tokenOf = async (id: string) =>
    (await client.post(`/v1/learners/${id}/tokens`, {})).body.token as string
  const own = await tokenOf(population.learner as string)
  return { ...population, twin, ownToken: own, twinToken: await tokenOf(twin) }
}
