import { randomUUID } from 'node:crypto'
import type { Answer, Client } from './client.ts'

/** The card number of the examples. */
const CARD = '29001234567'
/** The claim code of the examples. */
const CODE = 'K7QX9M-2TVB4H-8RN3C'

/** As much of JSON Schema as the requests of the API are described in. */
export type Schema = {
  type?: string
  enum?: unknown[]
  anyOf?: Schema[]
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  items?: Schema
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
  properties?: Record<string, Schema>
  required?: string[]
  minProperties?: number
  additionalProperties?: boolean
  examples?: unknown[]
}

export type Parameter = { in: string; name: string; schema: Schema }

/** An operation of the OpenAPI document. */
export type Operation = {
  id: string
  method: string
  path: string
  /** The scope a key needs; null on public routes. */
  scope: string | null
  /** Whether it works without a key as well. */
  keyless: boolean
  /** Whether it takes an Idempotency-Key, and makes something of one body in JSON. */
  creates: boolean
  parameters: Parameter[]
  body: Schema | null
  /** The media types that a body may have. */
  types: string[]
  example: unknown
}

/**
 * Ids by noun (`issuer`, `badgeClass`), as they stand in paths, queries and bodies; and the
 * `credentialUrl` of the assertion.
 */
export type Population = Record<string, string>

type Described = {
  operationId: string
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema; example?: unknown }> }
  security?: object[]
  'x-required-scope'?: string
}

/** Every operation of the service, read from its own description. */
export async function operationsOf(client: Client): Promise<Operation[]> {
  const { paths } = (await client.get('/openapi.json')).body as {
    paths: Record<string, Record<string, Described>>
  }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => {
      const parameters = described.parameters ?? []
      const types = Object.keys(described.requestBody?.content ?? {})
      // Rows are answered each for itself, whatever they are.
      const takesRows = types.includes('application/x-ndjson')
      const takesJson = !takesRows && types.includes('application/json')
      const body = takesRows ? undefined : described.requestBody?.content['application/json']
      return {
        id: described.operationId,
        method: method.toUpperCase(),
        path,
        scope: described['x-required-scope'] ?? null,
        keyless: described.security?.some((one) => Object.keys(one).length === 0) ?? false,
        creates:
          // A code that was mailed is not in the example.
          described.operationId !== 'completeRecordClaim' &&
          (takesJson || types.length === 0) &&
          parameters.some(({ name }) => name === 'idempotency-key'),
        parameters,
        body: body?.schema ?? null,
        types,
        example: body?.example,
      }
    }),
  )
}

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
        ...(JSON.stringify(operation.example)?.includes(CODE) ? ['code'] : []),
      ]
      if (needs.some((noun) => population[noun] === undefined)) postponed.push(operation)
      else {
        const one = await makeOne(client, operation, population, card)
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

/** A small text of a learner. */
export async function makeFile(
  client: Client,
  learner: string,
  content = 'What I did.',
): Promise<string> {
  const { status, text, body } = await client.send('POST', `/v1/files?learnerId=${learner}`, {
    headers: { 'content-type': 'text/plain' },
    body: content,
  })
  if (status !== 201) throw new Error(`file: ${status} ${text}`)
  return body.id
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
): Promise<Population | null> {
  const text = JSON.stringify(operation.example).replaceAll(CARD, card)
  const example = JSON.parse(text.replaceAll('sam@example.org', `sam.${card}@example.org`))
  const answer = await perform(client, { ...operation, example }, population)
  if (answer.status === 403 && population.issuer !== undefined) return null
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

const USED_UP = new Set([
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

/** A population with another learner in it, and tokens of both, to be merged. */
async function withTwin(client: Client, population: Population): Promise<Population> {
  const twin = await makeLearner(client)
  const tokenOf = async (id: string) =>
    (await client.post(`/v1/learners/${id}/tokens`, {})).body.token as string
  const own = await tokenOf(population.learner as string)
  return { ...population, twin, ownToken: own, twinToken: await tokenOf(twin) }
}

/** Under what name Open Badges 2.0 documents are found: those of what is published in 3.0, too. */
const hostedNouns: Record<string, string> = {
  'ob2/assertions': 'credential',
  'ob2/badge-classes': 'achievement',
}

/** A good request for an operation: its example, about the resources of a population. */
export function requestFor(
  operation: Operation,
  population: Population,
): { path: string; body: unknown } {
  const path = operation.path.replace(/([\w-]+)\/\{(\w+)\}/g, (_whole, segment, name) => {
    const noun =
      segment === 'endorsements' && name === 'publicId'
        ? 'signed'
        : (hostedNouns[`${operation.path.split('/')[1]}/${segment}`] ?? nounOf(segment))
    if (population[noun] === undefined) throw new Error(`${operation.id} needs a ${noun}`)
    return `${segment}/${population[noun]}`
  })
  if (operation.id === 'verify') {
    return { path, body: { url: population.credentialUrl } }
  }
  // Who made the place is in it already.
  const others: Record<string, Population> = {
    createPlaceInvitation: { issuer: population.endorser as string },
    inviteNetworkPlace: { place: population.partner as string },
  }
  const whom = others[operation.id] ?? {}
  const about = { ...population, ...whom } as Population
  if (operation.id === 'mergeLearners' && population.twin !== undefined) {
    const proof = { own: { token: population.ownToken }, other: { token: population.twinToken } }
    return { path, body: { learnerId: population.twin, proof } }
  }
  const body = operation.body === null ? undefined : aimed(operation.example, about)
  if (operation.id === 'createOpportunity') {
    const { badgeClass } = population
    const badgeClassIds = badgeClass === undefined ? [] : [badgeClass]
    return { path, body: { ...(body as object), badgeClassIds } }
  }
  if (operation.id === 'replaceEquivalents') return { path, body: { badgeClassIds: [] } }
  if (operation.id === 'createClaimCodes') {
    // For whoever claims, however often it is tried.
    return { path, body: { ...(body as object), kind: 'shared' } }
  }
  if (population.code !== undefined && operation.path.includes('/claim')) {
    const text = JSON.stringify(body)?.replaceAll(CODE, population.code)
    return { path, body: text && JSON.parse(text) }
  }
  return { path, body: ofVcApi(operation, population) ?? body }
}

/** A good request of the VC API, which names things by their DIDs and URLs; undefined for others. */
function ofVcApi({ id, example }: Operation, population: Population): unknown {
  const issued = () => JSON.parse(population.issued as string)
  switch (id) {
    case 'verifyCredential':
      return { verifiableCredential: issued() }
    case 'verifyPresentation': {
      const { verifiablePresentation } = example as { verifiablePresentation: object }
      return { presentation: { ...verifiablePresentation, verifiableCredential: [issued()] } }
    }
    case 'issueCredential': {
      const { credential, ...rest } = example as { credential: object }
      return { ...rest, credential: { ...credential, issuer: population.signer } }
    }
    case 'setCredentialStatus':
      return { ...(example as object), credentialId: population.entry, status: false }
  }
  return undefined
}

/** Carries out an operation with a good request. */
export function perform(
  client: Client,
  operation: Operation,
  population: Population,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const { path, body } = requestFor(operation, population)
  return carryOut(client, operation.method, path, body, headers)
}

/** Any request of the API; without a body when that is undefined. */
export function carryOut(
  client: Client,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return client.send(
    method,
    path,
    body === undefined
      ? // Whoever has heard the end of a stream of events does not wait for it.
        { headers: { 'last-event-id': 'end', ...headers } }
      : {
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json', ...headers },
        },
  )
}

/** Where a body names other resources: the place, and the noun that is named there. */
export function references(body: unknown, field = ''): { field: string; noun: string }[] {
  if (Array.isArray(body)) {
    return body.flatMap((item, position) => references(item, `${field}[${position}]`))
  }
  if (typeof body !== 'object' || body === null) return []
  return Object.entries(body).flatMap(([name, value]) => {
    const place = field === '' ? name : `${field}.${name}`
    if (isIds(value)) return [{ field: `${place}[0]`, noun: name.replace(/Ids$/, '') }]
    return isId(value) ? [{ field: place, noun: namedBy(body, name) }] : references(value, place)
  })
}

/** The body with the resources of a population named wherever it names some. */
export function aimed(body: unknown, population: Population): unknown {
  if (Array.isArray(body)) return body.map((item) => aimed(item, population))
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (isIds(value)) return [name, [population[name.replace(/Ids$/, '')] ?? value[0]]]
      const id = isId(value) ? population[namedBy(body, name)] : undefined
      return [name, id ?? aimed(value, population)]
    }),
  )
}

/** The noun of an id in a body: by its name, or by the type that stands beside it. */
function namedBy(body: object, name: string): string {
  const type = 'type' in body ? body.type : undefined
  return name === 'id' && typeof type === 'string'
    ? camelCase(type)
    : name.replace(/^waymark:|Id$/g, '')
}

function camelCase(words: string): string {
  return words.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase())
}

/** `badge-classes` is `badgeClass`, `opportunities` is `opportunity`. */
export function nounOf(segment = ''): string {
  return camelCase(segment === 'standards' ? 'badging-standards' : segment)
    .replace(/ies$/, 'y')
    .replace(/ches$/, 'ch')
    .replace(/sses$/, 'ss')
    .replace(/([^s])s$/, '$1')
}

/** Ids of one noun, which is that of the member: `assertionIds`. */
function isIds(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every(isId)
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)
}
