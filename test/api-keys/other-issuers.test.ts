// Every operation with a key bound to an issuer, about what belongs to another.
import { randomUUID } from 'node:crypto'
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import type { Client } from '../support/client.ts'
import { eventsAllThere } from '../support/events.ts'
import {
  aimed,
  carryOut,
  nounOf,
  operationsOf,
  populate,
  type Request,
  references,
  requestFor,
  type Schema,
} from '../support/operations.ts'
import { notAProblem } from '../support/problem.ts'
import { badgeClassInput, issuerInput, made, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import { fingerprint } from '../support/tables.ts'

t.test('for a key bound to an issuer nothing of another issuer exists', async (t) => {
  const service = await startService(t)
  const { admin, as, database } = service
  const operations = await operationsOf(admin)
  const guarded = operations.filter(({ scope }) => scope !== null)
  const populated = async (name: string, card: string) => {
    const issuer = made(await admin.post('/v1/issuers', { ...issuerInput, name }))
    const endorser = made(await admin.post('/v1/issuers', { ...issuerInput, name: 'Endorser' }))
    const client = as(await makeKey(admin, [...SCOPES], issuer.id))
    const given = { issuer: issuer.id, endorser: endorser.id }
    const own = await populate(client, operations, given, card)
    // What no key of an issuer makes, the platform makes for its learners.
    return { client, population: await populate(admin, operations, own, card) }
  }
  const own = await populated('Own Library', '29000000001')
  const lists = guarded.filter(
    ({ method, path, parameters }) =>
      method === 'GET' &&
      !path.includes('{') &&
      // These are for all.
      !['/v1/badging-standards', '/v1/consent-texts'].includes(path) &&
      // The same in another form.
      !/\.\w+$/.test(path) &&
      parameters.some(({ name }) => name === 'limit'),
  )
  const whole = ({ path, parameters }: (typeof lists)[number]) =>
    `${path}?${parameters.some(({ name }) => name === 'archived') ? 'archived=true' : 'limit=200'}`
  const listed = async () =>
    Promise.all(lists.map(async (list) => (await own.client.get(whole(list))).text))
  await eventsAllThere(service)
  const before = await listed()
  const foreign = await populated('Other Museum', '29000000002')
  const { learner } = foreign.population
  t.not(learner, own.population.learner)

  await t.test('lists show and count nothing of it', async (t) => {
    t.ok(lists.length >= 6)
    t.same(await listed(), before)
    for (const [noun, id] of Object.entries(foreign.population)) {
      if (noun !== 'layer' && !LOCAL.has(noun)) t.notOk(before.join('').includes(id), noun)
    }
    for (const list of lists) {
      const { path, parameters } = list
      for (const { name, schema } of parameters) {
        const id = foreign.population[name.replace(/Id$/, '')]
        if (schema.format !== 'uuid' || id === undefined) continue
        const found = await own.client.get(`${whole(list)}&${name}=${id}`)
        const none = await own.client.get(`${whole(list)}&${name}=${randomUUID()}`)
        t.match(found, { status: 200, body: { data: [], nextCursor: null } }, `${path}?${name}=`)
        t.equal(found.text, none.text)
      }
    }
  })

  await t.test('naming it is answered as naming what was never there', async (t) => {
    const hidden = { ...badgeClassInput, issuerId: foreign.population.issuer }
    const unused = made(await foreign.client.post('/v1/badge-classes', hidden)).id
    await foreign.client.patch(`/v1/badge-classes/${unused}`, { archived: true })
    const inUse: (() => ReturnType<typeof send>)[] = []
    const untouched = await fingerprint(database)
    let compared = 0
    for (const operation of guarded) {
      if (operation.id === 'verify') continue
      for (const { place, request } of foreignRequests(operation)) {
        if (FOR_ALL.has(place.noun) || LOCAL.has(place.noun)) continue
        // Any issuer can be asked into a place.
        if (operation.id === 'createPlaceInvitation' && place.noun === 'issuer') continue
        // Any place can be asked into a network.
        if (operation.id === 'inviteNetworkPlace' && place.field === 'placeId') continue
        // What counts as much as one's own badge may be anybody's: badges are public.
        if (operation.id === 'replaceEquivalents' && place.field !== 'id') continue
        const published = foreign.population[place.noun] as string
        const isOfAnybody = OF_ANYBODY.has(`${operation.id} ${place.field}`)
        if (isOfAnybody) inUse.push(() => send(own.client, operation.method, request(published)))
        const id = isOfAnybody ? (unused as string) : published
        const random = randomUUID()
        const known = await send(own.client, operation.method, request(id))
        const unknown = await send(own.client, operation.method, request(random))
        const what = `${operation.id} with a foreign ${place.noun} in ${place.field}`
        const wanted = STATUSES[`${operation.id} ${place.field}`] ?? STATUSES[operation.id] ?? 404
        t.equal(known.status, wanted, `${what}: ${known.text.slice(0, 300)}`)
        const isNamed = wanted === 404 || wanted === 400
        if (isNamed) t.equal(notAProblem(known, place.field), null, what)
        else if (wanted >= 400) t.equal(notAProblem(known), null, what)
        t.equal(known.text.replaceAll(id, random), unknown.text, what)
        t.same(comparable(known.headers), comparable(unknown.headers), what)
        compared += 1
      }
    }
    t.ok(compared >= 25, `${compared} places`)
    t.same(await fingerprint(database), untouched, 'nothing was changed or made')

    t.equal(inUse.length, OF_ANYBODY.size)
    for (const name of inUse) t.equal((await name()).status, 201, 'a badge in use may be asked for')
  })

  await t.test('its own is there as ever', async (t) => {
    const issuer = await own.client.get(`/v1/issuers/${own.population.issuer}`)
    t.match(issuer, { status: 200, body: { name: 'Own Library' } })
    t.match((await own.client.get('/v1/issuers')).body.data, [{ name: 'Own Library' }])
  })

  await t.test('it cannot make a second issuer', async (t) => {
    t.match(await own.client.post('/v1/issuers', issuerInput), { status: 403 })
  })

  /** Every place where an operation names a resource, and the request with another id there. */
  function foreignRequests(operation: (typeof operations)[number]) {
    const request = requestFor(operation, own.population)
    const { body } = request
    const inPath = [...operation.path.matchAll(/([\w-]+)\/\{(\w+)\}/g)].map(
      ([, segment, name]) => ({
        field: name as string,
        noun: nounOf(segment as string),
      }),
    )
    const inBody = references(body)
    const optional = Object.entries(operation.body?.properties ?? {})
      .filter(([name, schema]) => isIdSchema(schema) && !inBody.some(({ field }) => field === name))
      .map(([name]) => ({ field: name, noun: NOUNS[name] ?? name.replace(/Id$/, '') }))
    return [
      ...inPath.map((place) => ({
        place,
        request: (id: string) => ({
          ...request,
          path: requestFor(operation, { ...own.population, [place.noun]: id }).path,
        }),
      })),
      ...inBody.map((place) => ({
        place,
        request: (id: string) => ({
          ...request,
          body: aimed(body, { ...own.population, [place.noun]: id }),
        }),
      })),
      ...optional.map((place) => ({
        place,
        request: (id: string) => ({
          ...request,
          body: {
            ...(body as object),
            ...EXCLUDED[place.field],
            [place.field]: id,
          },
        }),
      })),
    ]
  }
})

/** What it is answered where that is not 404: of operations, or of one field of theirs. */
const STATUSES: Record<string, number> = {
  // Between learners and the platform: no key of an issuer may, whoever it is about.
  mergeLearners: 403,
  listMerges: 403,
  undoMerge: 403,
  eraseLearner: 403,
  listLearnerAccesses: 403,
  recordConsent: 403,
  listConsents: 403,
  getConsentStatus: 403,
  getConsent: 403,
  getLearnerAge: 403,
  setLearnerAge: 403,
  forgetLearnerAge: 403,
  askGuardian: 403,
  listGuardianRequests: 403,
  answerGuardianRequest: 403,
  answerEqualityQuestions: 403,
  getEqualityAnswers: 403,
  forgetEqualityAnswers: 403,
  // Of many assertions each is answered for itself.
  revokeAssertions: 200,
  // What is found out first: the identifier of the learner is not verified.
  'reissueAssertions assertionIds[0]': 409,
  // Bodies that refer to a badge class in the middle of what they say.
  'createPathway steps[0].requires.badgeClass': 400,
  'createPathway awards': 400,
  'updatePathway awards': 400,
  'importPathway @graph[2].waymark:badgeClass': 400,
  'createOpportunity badgeClassIds[0]': 400,
}

/** What any key may name: an issuer to be asked for its endorsement, a standard to be followed, a text to be agreed to. */
const FOR_ALL = new Set(['endorser', 'badgingStandard', 'consentText'])

/** Where badge classes of any issuer may be named that are in use: badges are public. */
const OF_ANYBODY = new Set([
  'createPathway steps[0].requires.badgeClass',
  'importPathway @graph[2].waymark:badgeClass',
])

/** What is numbered within its issuer, and says nothing without it. */
const LOCAL = new Set(['key'])

/** Members that are not called by the noun whose id they are. */
const NOUNS: Record<string, string> = { awards: 'badgeClass' }

/** Members that cannot stand beside another. */
const EXCLUDED: Record<string, object> = {
  learnerId: { recipient: undefined, identifier: undefined },
  clrId: { assertionIds: undefined },
  opportunityId: { badgeClassId: undefined },
  badgeClassId: { pathwayId: undefined, destination: undefined },
  pathwayId: { badgeClassId: undefined, destination: undefined },
}

function isIdSchema(schema: Schema): boolean {
  return [schema, ...(schema.anyOf ?? [])].some(({ format }) => format === 'uuid')
}

function send(client: Client, method: string, { path, query, body, type }: Request) {
  const address = query === undefined ? path : `${path}?${query}`
  return carryOut(client, method, address, body, { type })
}

function comparable(headers: Headers): Record<string, string> {
  const { date, ...rest } = Object.fromEntries(headers)
  return rest
}
