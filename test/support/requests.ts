import { randomUUID } from 'node:crypto'
import type { Answer, Client } from './client.ts'
import type { Operation, Population } from './operations.ts'

/** The claim code of the examples. */
export const CLAIM_CODE = 'K7QX9M-2TVB4H-8RN3C'

/** Under what name Open Badges 2.0 documents are found: those of what is published in 3.0, too. */
const hostedNouns: Record<string, string> = {
  'ob2/assertions': 'credential',
  'ob2/badge-classes': 'achievement',
}

/** A request; the body is JSON, or in the media type that it names. */
export type Request = { path: string; query?: string; body: unknown; type?: string }

/** A good request for an operation: its example, about the resources of a population. */
export function requestFor(operation: Operation, population: Population): Request {
  const path = pathFor(operation, population)
  const query = queryFor(operation, population)
  return {
    path,
    ...(query !== undefined && { query }),
    ...(contentFor(operation, population) ?? { body: bodyFor(operation, population) }),
  }
}

function pathFor(operation: Operation, population: Population): string {
  return operation.path.replace(/([\w-]+)\/\{(\w+)\}/g, (_whole, segment, name) => {
    const noun =
      segment === 'endorsements' && name === 'publicId'
        ? 'signed'
        : (hostedNouns[`${operation.path.split('/')[1]}/${segment}`] ?? nounOf(segment))
    if (population[noun] === undefined) throw new Error(`${operation.id} needs a ${noun}`)
    return `${segment}/${population[noun]}`
  })
}

/** What an operation has to be asked; undefined for those that need not be asked anything. */
function queryFor({ id }: Operation, population: Population): string | undefined {
  switch (id) {
    case 'createFile':
      return `learnerId=${population.learner}`
    case 'findRoutes':
      return `pathwayId=${population.pathway}`
    case 'getEqualityReport':
      return 'characteristic=care-experience'
  }
  return undefined
}

/** A good body of an operation that takes rows or a file. */
function contentFor({ id }: Operation, population: Population) {
  const rows = (row: object) => ({ body: JSON.stringify(row), type: 'application/x-ndjson' })
  const recipient = { type: 'email', value: 'rows@example.org' }
  switch (id) {
    case 'awardMany':
      return rows({ recipient })
    case 'awardManyBadges':
    case 'resumeUpload':
      return rows({ badgeClassId: population.badgeClass, recipient })
    case 'verifyBatch':
      return rows({ url: population.credentialUrl })
    case 'checkInMany':
      return rows({ learnerId: population.learner })
    case 'createFile':
      return { body: 'What I did.', type: 'text/plain' }
  }
  return undefined
}

function bodyFor(operation: Operation, population: Population): unknown {
  if (operation.id === 'verify') return { url: population.credentialUrl }
  // Who made the place is in it already.
  const others: Record<string, Population> = {
    createPlaceInvitation: { issuer: population.endorser as string },
    inviteNetworkPlace: { place: population.partner as string },
  }
  const about = { ...population, ...others[operation.id] }
  if (operation.id === 'mergeLearners' && population.twin !== undefined) {
    const proof = { own: { token: population.ownToken }, other: { token: population.twinToken } }
    return { learnerId: population.twin, proof }
  }
  const body = operation.body === null ? undefined : aimed(operation.example, about)
  const code = population[`code of ${operation.id}`]
  if (code !== undefined) return { ...(body as object), code }
  if (operation.id === 'createOpportunity') {
    const { badgeClass } = population
    return { ...(body as object), badgeClassIds: badgeClass === undefined ? [] : [badgeClass] }
  }
  // The notification names the message in its text.
  if (operation.id === 'reportBounce' && population.mailMessage !== undefined) {
    const field = /Original-Envelope-Id: [\w-]+/
    const { notification } = body as { notification: string }
    const named = `Original-Envelope-Id: ${population.mailMessage}`
    return { notification: notification.replace(field, named) }
  }
  // Whatever the issuer calls them, the platform has no name of theirs.
  if (operation.id === 'askGuardian') return { ...(body as object), shownName: 'Sam' }
  if (operation.id === 'replaceEquivalents') return { badgeClassIds: [] }
  // For whoever claims, however often it is tried.
  if (operation.id === 'createClaimCodes') return { ...(body as object), kind: 'shared' }
  if (population.code !== undefined && operation.path.includes('/claim')) {
    const text = JSON.stringify(body)?.replaceAll(CLAIM_CODE, population.code)
    return text && JSON.parse(text)
  }
  return ofVcApi(operation, population) ?? body
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
  const { path, query, body, type } = requestFor(operation, population)
  const address = query === undefined ? path : `${path}?${query}`
  return carryOut(client, operation.method, address, body, { type, headers })
}

/**
 * Any request of the API; without a body when that is undefined.
 *
 * @param options.type - the media type of a body that is sent as it is; left out, it goes as JSON
 */
export function carryOut(
  client: Client,
  method: string,
  path: string,
  body: unknown,
  options: { type?: string | undefined; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { type, headers = {} } = options
  if (body === undefined) {
    // Whoever has heard the end of a stream of events does not wait for it.
    return client.send(method, path, { headers: { 'last-event-id': 'end', ...headers } })
  }
  return client.send(method, path, {
    body: type === undefined ? JSON.stringify(body) : (body as string),
    headers: { 'content-type': type ?? 'application/json', ...headers },
  })
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

/** Another learner. */
export async function makeLearner(client: Client): Promise<string> {
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
