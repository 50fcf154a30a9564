import type { Client } from './client.ts'
import type { Operation, Population } from './operations.ts'
import { usesUp } from './renewal.ts'
import { CLAIM_CODE, makeFile, makeLearner, nounOf, perform, references } from './requests.ts'

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
