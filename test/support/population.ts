import { randomUUID } from 'node:crypto'
import type { Client } from './client.ts'
import type { Operation, Population } from './operations.ts'
import { CLAIM_CODE, makeFile, nounOf, perform, references } from './requests.ts'

/** The card number of the examples. */
const CARD = '29001234567'

/**
 * One resource of every noun, made from the examples of the description. Nouns that are given are
 * not made again.
 *
 * @param card - number of the library card that learners of the examples have
 */
export async function populate(
  client: Client,
  operations: Operation[],
  given: Population = {},
  card = CARD,
): Promise<Population> {
  const population = { ...given }
  if (given.issuer !== undefined) {
    population.signer = (await client.get(`/v1/issuers/${given.issuer}`)).body.did
  }
  let waiting = operations.filter(
    (operation) =>
      operation.creates &&
      !usesUp(operation) &&
      population[nounOf(operation.path.split('/').at(-1))] === undefined,
  )
  // What a key bound to an issuer is never allowed, and what would refer to that.
  let isRefused = false
  while (waiting.length > 0) {
    const postponed: Operation[] = []
    for (const operation of waiting) {
      const needs = [
        ...references(operation.example).map(({ noun }) => noun),
        ...(operation.id === 'issueCredential' ? ['signer'] : []),
        ...(JSON.stringify(operation.example)?.includes(CLAIM_CODE) ? ['code'] : []),
      ]
      if (needs.some((noun) => population[noun] === undefined)) postponed.push(operation)
      else {
        const one = await makeOne(client, operation, population, card, given.issuer !== undefined)
        if (one === null) isRefused = true
        Object.assign(population, one)
      }
    }
    if (postponed.length === waiting.length) {
      if (isRefused) break
      throw new Error(`nothing to refer to from ${postponed.map(({ id }) => id).join(', ')}`)
    }
    waiting = postponed
  }
  if (population.awardBatch === undefined && population.badgeClass !== undefined) {
    population.awardBatch = await makeAwardBatch(client, population.badgeClass)
  }
  if (population.file === undefined && population.learner !== undefined) {
    population.file = await makeFile(client, population.learner)
  }
  if (population.erasure === undefined) {
    const twin = await makeLearner(client)
    const { status, body } = await client.post(`/v1/learners/${twin}/erasure`, {
      reason: 'A wish.',
    })
    if (status < 300) population.erasure = body.id
  }
  return population
}

/** Another learner. */
async function makeLearner(client: Client): Promise<string> {
  const identifiers = [{ type: 'email', value: `${randomUUID()}@example.org` }]
  return (await client.post('/v1/learners', { identifiers })).body.id
}

/** A batch with one row: nobody works on it where no jobs are worked on. */
async function makeAwardBatch(client: Client, badgeClass: string): Promise<string> {
  const path = `/v1/badge-classes/${badgeClass}/award-batches`
  const { status, text, body } = await client.send('POST', path, {
    headers: { 'content-type': 'application/x-ndjson' },
    body: JSON.stringify({ recipient: { type: 'email', value: 'rows@example.org' } }),
  })
  if (status !== 202) throw new Error(`award batch: ${status} ${text}`)
  return body.id
}

async function makeOne(
  client: Client,
  operation: Operation,
  population: Population,
  card: string,
  isBound: boolean,
): Promise<Population | null> {
  const text = JSON.stringify(operation.example).replaceAll(CARD, card)
  const example = JSON.parse(text.replaceAll('sam@example.org', `sam.${card}@example.org`))
  const answer = await perform(client, { ...operation, example }, population)
  if (answer.status === 403 && isBound && PLATFORM_ONLY.has(operation.id)) return null
  if (answer.status >= 300) throw new Error(`${operation.id}: ${answer.status} ${answer.text}`)
  const { id, credential } = answer.body
  const last = (url: string) => url.split('/').at(-1) as string
  if (operation.id === 'createIssuer') {
    // Nobody endorses what is its own.
    const { body } = await perform(client, { ...operation, example }, population)
    return { issuer: id, endorser: body.id, signer: body.did }
  }
  if (operation.id === 'issueCredential') {
    const { verifiableCredential: issued } = answer.body
    return { issued: JSON.stringify(issued), entry: issued.credentialStatus.id }
  }
  if (operation.id === 'createCheckIn') return { checkIn: id }
  if (operation.id === 'createClaimCodes') return { claimCode: id, code: answer.body.codes[0].code }
  if (operation.id === 'inviteToClaim') return { mailMessage: answer.body.mailMessageId }
  if (operation.id === 'createPlaceInvitation') return { invitation: id, member: id }
  if (operation.id === 'createPlace') {
    const { body } = await perform(client, { ...operation, example }, population)
    return { place: id, partner: body.id }
  }
  // A place is there already.
  if (operation.id === 'inviteNetworkPlace') return {}
  if (operation.id === 'createEndorsement') {
    const { status, body } = await client.post(`${operation.path}/${id}/acceptance`, {})
    return { endorsement: id, ...(status === 200 && { signed: last(body.endorsementUrl) }) }
  }
  return {
    // Keys are known by their number.
    [nounOf(operation.path.split('/').at(-1))]:
      operation.id === 'rotateIssuerKey' ? String(answer.body.number) : id,
    ...(operation.id === 'createAssertion' && {
      credentialUrl: credential.id,
      credential: last(credential.id),
      achievement: last(credential.credentialSubject.achievement.id),
      statusList: last(credential.credentialStatus.statusListCredential),
      layer: 'lead',
    }),
  }
}

/** What no key that is bound to an issuer makes: it is between learners and the platform. */
export const PLATFORM_ONLY = new Set(['createConsentText', 'recordConsent', 'askGuardian'])

const USED_UP = new Set([
  'answerGuardianRequest',
  'answerVerification',
  'undoMerge',
  'completeRecordClaim',
  'correctAssertion',
  'renewAssertion',
  'mergeLearners',
  'reissueAssertions',
])

/** Whether an operation can be carried out on a resource only once, though it creates. */
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
