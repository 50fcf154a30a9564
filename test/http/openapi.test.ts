// The description at /openapi.json: complete, true, and usable without any other host.
import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import t, { type Test } from 'tap'
import { examplesOf as examplesOfSchema, SCOPES } from '../../src/http/index.ts'
import { MailBounce } from '../../src/mail/schema.ts'
import { startForeignHost } from '../conformance/foreign-issuer.ts'
import type { Answer } from '../support/client.ts'
import { lastCode } from '../support/outbox.ts'
import { made } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

type BodySchema = { required?: string[]; properties?: Record<string, { default?: unknown }> }
type Media = {
  schema: BodySchema
  example?: unknown
  examples?: Record<string, { value: unknown }>
}
type Operation = {
  operationId?: string
  summary?: string
  description?: string
  tags?: string[]
  security?: unknown
  'x-required-scope'?: string
  parameters?: {
    in: string
    name: string
    required?: boolean
    description?: string
    schema?: { default?: unknown }
  }[]
  requestBody?: { required?: boolean; content: Record<string, Media> }
  responses: Record<string, { description: string; content?: Record<string, Media> }>
}
/** Where anybody verifies, without a key. */
const KEYLESS = new Set(['/v1/verify', '/credentials/verify', '/presentations/verify'])

type Described = { method: string; path: string; pointer: string; operation: Operation }

const escaped = (text: string) => text.replaceAll('~', '~0').replaceAll('/', '~1')

/** Every operation of the document. */
function operationsOf(document: { paths: Record<string, Record<string, Operation>> }): Described[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      pointer: `/paths/${escaped(path)}/${method}`,
      operation,
    })),
  )
}

/** Compiles a part of the document, named by its JSON pointer, into a validator. */
function schemasOf(document: object): (pointer: string) => (value: unknown) => string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, logger: false })
  formats.default(ajv)
  ajv.addSchema(document, 'openapi')
  return (pointer) => {
    const validate = ajv.compile({ $ref: `openapi#${encodeURI(pointer)}` })
    return (value) => {
      validate(value)
      return (validate.errors ?? []).map(
        ({ instancePath, message }) => `${instancePath} ${message}`,
      )
    }
  }
}

const examplesOf = (media: Media): unknown[] =>
  media.example !== undefined
    ? [media.example]
    : Object.values(media.examples ?? {}).map(({ value }) => value)

t.test('the description', async (t) => {
  const service = await startService(t)
  const { text, body: document, status, headers } = await service.as(null).get('/openapi.json')
  const operations = operationsOf(document)
  const schemaAt = schemasOf(document)

  t.test('is valid OpenAPI 3.1', async (t) => {
    t.equal(status, 200)
    t.match(headers.get('content-type'), /^application\/json/)
    t.match(document.openapi, /^3\.1\./)
    const result = await new Validator().validate(structuredClone(document))
    t.strictSame(result.errors ?? [], [])
    t.ok(result.valid)
  })

  t.test('is the one in the repository', async (t) => {
    const committed = readFileSync(new URL('../../openapi/waymark.json', import.meta.url), 'utf8')
    t.ok(
      `${JSON.stringify(JSON.parse(text), null, 2)}\n` === committed,
      'npm run openapi writes it anew',
    )
  })

  t.test('names every operation', async (t) => {
    const ids = operations.map(({ operation }) => operation.operationId)
    t.equal(new Set(ids).size, ids.length, 'once')
    const declared = document.tags.map(({ name }: { name: string }) => name)
    t.equal(new Set(declared).size, declared.length, 'each group is explained once')
    for (const { method, path, operation } of operations) {
      const { operationId = '', summary = '', tags = [] } = operation
      const name = `${method} ${path}`
      t.match(operationId, /^[a-z]+([A-Z][a-z0-9]*)*$/, name)
      t.match(summary, /^[A-Z].{3,58}[^.]$/, `${name}: ${summary}`)
      t.equal(tags.length, 1, name)
      t.ok(declared.includes(tags[0]), `${name}: ${tags[0]} is explained`)
      t.ok(
        service.app.hasRoute({
          method: method as 'GET',
          url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
        }),
        `${name} is there`,
      )
    }
  })

  t.test('says who may call', async (t) => {
    t.match(document.components.securitySchemes, { apiKey: { type: 'http', scheme: 'bearer' } })
    const used = new Set<string>()
    for (const { method, path, operation } of operations) {
      const name = `${method} ${path}`
      const scope = operation['x-required-scope']
      const isOfApi = path.startsWith('/v1/') || operation.tags?.includes('VC API') === true
      t.equal(isOfApi, scope !== undefined, name)
      if (scope === undefined) {
        t.equal(operation.security, undefined, 'public')
        continue
      }
      used.add(scope)
      const keyless = KEYLESS.has(path) ? [{}] : []
      t.strictSame(operation.security, [{ apiKey: [scope] }, ...keyless], name)
      t.equal(operation.description?.split(`\`${scope}\``).length, 2, 'readers see it, once')
    }
    t.strictSame([...used].sort(), [...SCOPES].sort(), 'every scope is good for something')
  })

  t.test('says what can go wrong', async (t) => {
    for (const { method, path, operation } of operations) {
      const { parameters = [], requestBody, responses } = operation
      const has = (place: string, name?: string) =>
        parameters.some((one) => one.in === place && (name === undefined || one.name === name))
      const scoped = operation['x-required-scope'] !== undefined
      const expected = [
        ...['500', '503'],
        ...(scoped ? ['401', '403'] : []),
        ...(requestBody !== undefined ? ['400', '413', '415'] : []),
        ...(has('query') ? ['400'] : []),
        ...(has('path') ? ['404'] : []),
        ...(has('header', 'idempotency-key') ? ['409', '422'] : []),
        ...(has('header', 'if-match') ? ['412'] : []),
        ...(has('header', 'if-none-match') ? ['304'] : []),
        ...(KEYLESS.has(path) ? ['429'] : []),
        ...(path === '/credentials/{publicId}' ? ['406'] : []),
      ]
      const missing = expected.filter((code) => !(code in responses))
      t.strictSame(missing, [], `${method} ${path}`)
      for (const [code, { description, content = {} }] of Object.entries(responses)) {
        t.not(description, 'Default Response', `${method} ${path} ${code} has words of its own`)
        // Hosted verification of Open Badges 2.0 has its own document for what was revoked.
        const isOfOthers = path === '/ob2/assertions/{publicId}' && code === '410'
        if (Number(code) < 400 || isOfOthers) continue
        t.strictSame(
          Object.keys(content),
          ['application/problem+json'],
          `${method} ${path} ${code}`,
        )
        t.match(content['application/problem+json']?.schema, {
          $ref: '#/components/schemas/Problem',
        })
      }
    }
  })

  t.test('asks for nothing that has a default', async (t) => {
    for (const { method, path, operation } of operations) {
      for (const { name, required, schema } of operation.parameters ?? []) {
        const optional = schema?.default !== undefined
        if (optional) t.not(required, true, `${method} ${path}?${name}`)
      }
      for (const { schema } of Object.values(operation.requestBody?.content ?? {})) {
        const { required = [], properties = {} } = schema
        const asked = required.filter((name) => properties[name]?.default !== undefined)
        t.strictSame(asked, [], `${method} ${path}`)
      }
    }
  })

  t.test('says where a creating POST and a change can be repeated', async (t) => {
    for (const { method, path, operation } of operations) {
      const headers = (operation.parameters ?? [])
        .filter((one) => one.in === 'header')
        .map(({ name }) => name)
      if (method === 'POST' && '201' in operation.responses) {
        t.strictSame(headers, ['idempotency-key'], `${method} ${path}`)
      }
      if (method === 'PATCH') t.strictSame(headers, ['if-match'], `${method} ${path}`)
      if (method === 'GET') {
        const revised = path.startsWith('/v1/') && '304' in operation.responses
        t.strictSame(headers, revised ? ['if-none-match'] : [], `${method} ${path}`)
      }
    }
  })

  t.test('has an example of every body and answer, and each is right', async (t) => {
    const bodies = operations.filter(({ operation }) => operation.requestBody !== undefined)
    t.ok(bodies.length > 10)
    for (const { method, path, pointer, operation } of bodies) {
      for (const [type, media] of Object.entries(operation.requestBody?.content ?? {})) {
        const examples = examplesOf(media)
        t.ok(examples.length > 0, `${method} ${path}`)
        const problems = schemaAt(`${pointer}/requestBody/content/${escaped(type)}/schema`)
        for (const example of examples) t.strictSame(problems(example), [], `${method} ${path}`)
      }
    }
    const media = operations.flatMap(({ pointer, operation }) =>
      Object.entries(operation.responses).flatMap(([code, { content = {} }]) =>
        Object.entries(content).map(([type, one]) => ({
          examples: examplesOf(one),
          place: `${pointer}/responses/${code}/content/${escaped(type)}/schema`,
        })),
      ),
    )
    for (const { examples, place } of media) {
      t.ok(examples.length > 0, place)
      for (const example of examples) t.strictSame(schemaAt(place)(example), [], place)
    }
  })

  t.test('describes the answers as they are, to its own examples', async (t) => {
    await tour(t, service, operations, (pointer, code, type = 'json') =>
      schemaAt(`${pointer}/responses/${code}/content/application~1${type}/schema`),
    )
  })

  t.test('describes problems as they are', async (t) => {
    const problems = schemaAt('/components/schemas/Problem')
    const { admin } = service
    for (const answer of [
      await service.as(null).get('/v1/issuers'),
      await admin.get('/v1/issuers?limit=0'),
      await admin.get('/v1/issuers/none'),
      await admin.post('/v1/issuers', { name: 5 }),
      await admin.get('/nowhere'),
    ]) {
      t.match(answer.headers.get('content-type'), /^application\/problem\+json/)
      t.strictSame(problems(answer.body), [], `${answer.status}`)
    }
  })
})

/** What a learner makes of an award. */
async function tourOfRecords(call: Call, assertion: { id: string; learnerId: string }) {
  const params = { id: assertion.learnerId }
  const change = { assertionIds: [assertion.id] }
  const clr = (await call('createClr', { params, change, status: 201 })).body
  const ofClr = { ...params, clrId: clr.id }
  await call('getClr', { params: ofClr })
  await call('listClrs', { params })
  await call('presentCredentials', { params, change })
  await call('revokeClr', { params: ofClr, status: 204 })
  await call('offerCredential', { params: { id: assertion.id }, status: 201 })
  const share = (await call('createShare', { params, change, status: 201 })).body
  const ofShare = { ...params, shareId: share.id }
  const token = share.url.split('/').at(-1)
  await call('openShare', { params: { token } })
  await call('openShareJson', { params: { token }, type: 'ld+json' })
  await call('getShare', { params: ofShare })
  await call('listShares', { params })
  await call('listShareViews', { params: ofShare })
  await call('withdrawShare', { params: ofShare, status: 204 })
}

/** What a place shares with others. */
async function tourOfNetworks(call: Call, placeId: string, badgeClassId: string) {
  const network = (await call('createNetwork', { change: { placeId }, status: 201 })).body
  const params = { id: network.id }
  const guest = (await call('createPlace', { status: 201 })).body
  const asked = { params, change: { placeId: guest.id }, status: 201 }
  const ofGuest = { params: { ...params, placeId: guest.id } }
  await call('inviteNetworkPlace', asked)
  await call('declineNetwork', ofGuest)
  await call('inviteNetworkPlace', asked)
  await call('joinNetwork', ofGuest)
  await call('getNetworkPlace', ofGuest)
  await call('listNetworkPlaces', { params })
  const shared = { params, change: { placeId, badgeClassId }, status: 201 }
  const item = (await call('shareWithNetwork', shared)).body
  await call('listNetworkItems', { params })
  const ofItem = { ...params, itemId: item.id }
  await call('getNetworkItem', { params: ofItem })
  const { body: issuer } = await call('createIssuer', { status: 201 })
  const inGuest = { issuerId: issuer.id, role: 'issuer-staff' }
  const into = { params: { id: guest.id }, change: inGuest, status: 201 }
  const member = (await call('createPlaceInvitation', into)).body
  const ofMember = { id: guest.id, invitationId: member.id }
  await call('acceptPlaceInvitation', { params: ofMember })
  const adopter = { placeId: guest.id, issuerId: issuer.id }
  await call('adoptNetworkItem', { params: ofItem, change: adopter, status: 201 })
  await call('withdrawNetworkItem', { params: ofItem, status: 204 })
  await call('leaveNetwork', { ...ofGuest, status: 204 })
  return network as { id: string }
}

/** What a learner decides, and what they are asked. */
async function tourOfChoices(
  call: Call,
  service: Service,
  { assertion, placeId }: { assertion: { id: string; learnerId: string }; placeId: string },
) {
  const ofAssertion = { id: assertion.id }
  await call('setVisibility', { params: ofAssertion })
  await call('setVisibility', { params: ofAssertion, change: { visibility: 'link' } })
  await call('answerAward', { params: ofAssertion })
  const params = { id: assertion.learnerId }
  const text = (await call('createConsentText', { status: 201 })).body
  await call('getConsentText', { params: { id: text.id } })
  await call('listConsentTexts')
  const ofText = { consentTextId: text.id }
  const said = await call('recordConsent', { params, change: ofText, status: 201 })
  await call('getConsent', { params: { id: said.body.id } })
  await call('listConsents', { params })
  await call('getConsentStatus', { params })
  await call('setLearnerAge', { params })
  await call('getLearnerAge', { params })
  const asked = { ...ofText, shownName: 'Sam' }
  const request = (await call('askGuardian', { params, change: asked, status: 201 })).body
  await call('listGuardianRequests', { params })
  const code = await lastCode(service, 'alex@example.org')
  await call('answerGuardianRequest', { params: { id: request.id }, change: { code } })
  await call('forgetLearnerAge', { params, status: 204 })
  await call('setLearnerAge', { params, change: { ageBand: '18-or-over' } })
  const purpose = { purpose: 'equality-monitoring' }
  const { id } = (await call('createConsentText', { change: purpose, status: 201 })).body
  await call('recordConsent', {
    params,
    change: { consentTextId: id, shownName: undefined },
    status: 201,
  })
  await call('answerEqualityQuestions', { params, change: { placeId }, status: 204 })
  await call('forgetEqualityAnswers', { params, status: 204 })
  await call('getEqualityReport', {
    params: { id: placeId },
    query: 'characteristic=care-experience',
  })
}

/** Mail that the platform sends itself. */
async function tourOfApplications(call: Call, issuerId: string, learnerId: string) {
  const assessment = { by: 'peer' }
  const badge = await call('createBadgeClass', { change: { issuerId, assessment }, status: 201 })
  const change = { badgeClassId: badge.body.id, learnerId }
  const { id } = (await call('createApplication', { change, status: 201 })).body
  const params = { id }
  await call('updateApplication', { params })
  await call('submitApplication', { params })
  await call('setApplicationReviewers', { params })
  await call('getApplication', { params })
  await call('listApplications')
  await call('decideApplication', { params, change: { outcome: 'return' } })
  await call('withdrawApplication', { params })
}

/** A learner who leaves with everything. */
async function tourOfRights(call: Call, { admin }: Service, placeId: string) {
  const identifiers = [{ type: 'email', value: 'leaving@example.org' }]
  const params = { id: made(await admin.post('/v1/learners', { identifiers })).id }
  t.equal((await admin.get(`/v1/learners/${params.id}/export`)).status, 200)
  await call('listLearnerAccesses', { params })
  await call('previewRetention', { params: { id: placeId } })
  const erasure = await call('eraseLearner', { params, status: 202 })
  await call('getErasure', { params: { id: erasure.body.id } })
}

async function tourOfMail(call: Call, { deps, database }: Service) {
  const id = await database.transaction((tx) =>
    deps.services.mail.send(tx, {
      kind: 'address-verification',
      to: 'sam@school.example.org',
      language: null,
      values: { code: 'K7QX-9M2T', minutes: 30 },
      about: {},
    }),
  )
  await call('listMailMessages')
  await call('getMailMessage', { params: { id } })
  await call('getMailMessageContent', { params: { id } })
  await call('reportMailMessage', { params: { id } })
  const [{ notification }] = examplesOfSchema(MailBounce) as [MailBounce]
  const about = notification.replace(/^Original-Envelope-Id: .*$/m, `Original-Envelope-Id: ${id}`)
  await call('reportBounce', { change: { notification: about } })
}

/** Codes, from the table to the learner. */
async function tourOfClaims(t: Test, call: Call, { admin }: Service, badgeClassId: string) {
  const change = { badgeClassId }
  const made = (await call('createClaimCodes', { change, status: 201 })).body
  const [{ code }] = made.codes
  const params = { id: made.id }
  await call('listClaimCodes')
  await call('getClaimCodes', { params })
  await call('inviteToClaim', { params, change: { code }, status: 201 })
  await call('claimBadge', { change: { code }, status: 201 })
  const pdf = await admin.post(`/v1/claim-codes/${made.id}/sheets`, { codes: [code] })
  t.match(pdf.text, /^%PDF/, 'printClaimCodes')
  await call('revokeClaimCodes', { params })
}

/** The number of a compromised key that signed nothing. */
async function unusedKey(admin: Service['admin'], issuerId: string): Promise<string> {
  const path = `/v1/issuers/${issuerId}/keys`
  const { number } = (await admin.post(path, {})).body
  await admin.post(`${path}/${number}/compromise`, { reason: 'Lost.' })
  return String(number)
}

/** Calls an operation by its id; `change` puts real ids in the place of those in the example. */
type Call = (
  operationId: string,
  options?: {
    params?: Record<string, string>
    query?: string
    change?: object
    status?: number
    /** What the answer is, after `application/`. */
    type?: string
  },
) => Promise<Answer>

/**
 * Goes once through the API as a newcomer would, with the examples of the description as bodies,
 * and holds each answer against what is described.
 */
async function tour(
  t: Test,
  service: Service,
  operations: Described[],
  schemaAt: (pointer: string, code: number, type?: string) => (value: unknown) => string[],
) {
  const { admin } = service
  const visited = new Set<string>()

  const call: Call = async (operationId, options = {}) => {
    const { params = {}, query, change = {}, status = 200, type = 'json' } = options
    const found = operations.find(({ operation }) => operation.operationId === operationId)
    if (found === undefined) throw new Error(`There is no operation ${operationId}.`)
    visited.add(operationId)
    const path = found.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '')
    const media = found.operation.requestBody?.content['application/json']
    const [example] = media === undefined ? [] : examplesOf(media)
    const answer = await admin.send(
      found.method,
      query === undefined ? path : `${path}?${query}`,
      example === undefined
        ? {}
        : {
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ ...(example as object), ...change }),
          },
    )
    t.equal(answer.status, status, `${operationId}: ${answer.text.slice(0, 300)}`)
    if (status !== 204) {
      t.strictSame(schemaAt(found.pointer, status, type)(answer.body), [], operationId)
    }
    return answer
  }
  const create = async (operationId: string, change?: object) =>
    (await call(operationId, { status: 201, ...(change && { change }) })).body

  const issuer = await create('createIssuer')
  const badgeClass = await create('createBadgeClass', { issuerId: issuer.id })
  const assertion = await create('createAssertion', { badgeClassId: badgeClass.id })
  const newcomer = await create('createLearner', {
    identifiers: [{ type: 'email', value: 'sam@example.org' }],
  })
  const ofNewcomer = { params: { id: newcomer.id } }
  const token = (await call('createLearnerToken', { ...ofNewcomer, status: 201 })).body
  await call('listLearnerTokens', ofNewcomer)
  const added = await call('addLearnerIdentifier', {
    ...ofNewcomer,
    change: { identifier: { type: 'email', value: 'sam.s@example.org' } },
    status: 201,
  })
  const ofIdentifier = { ...ofNewcomer.params, identifierId: added.body.id }
  const question = await call('createVerification', { params: ofIdentifier, status: 201 })
  await call('answerVerification', {
    params: { ...ofIdentifier, verificationId: question.body.id },
    change: { code: await lastCode(service, 'sam.s@example.org') },
  })
  const claimed = await call('claimRecord', {
    change: { identifier: { type: 'email', value: 'sam.s@example.org' } },
    status: 202,
  })
  await call('completeRecordClaim', {
    params: { id: claimed.body.id },
    change: { code: await lastCode(service, 'sam.s@example.org') },
    status: 201,
  })
  await call('countRecordClaims')
  await call('attestIdentifier', { params: ofIdentifier })
  await call('listLearnerIdentifiers', ofNewcomer)
  await call('removeLearnerIdentifier', { params: ofIdentifier, status: 204 })
  const [own, other] = await Promise.all(
    [newcomer.id, assertion.learnerId].map((id) => admin.post(`/v1/learners/${id}/tokens`, {})),
  )
  const merge = await call('mergeLearners', {
    ...ofNewcomer,
    change: {
      learnerId: assertion.learnerId,
      proof: { own: { token: own?.body.token }, other: { token: other?.body.token } },
    },
    status: 201,
  })
  await call('listMerges', ofNewcomer)
  await call('undoMerge', { ...ofNewcomer, change: { mergeId: merge.body.id } })
  const moving = await create('createAssertion', { badgeClassId: badgeClass.id })
  const knownBy = await admin.get(`/v1/learners/${moving.learnerId}/identifiers`)
  await call('reissueAssertions', {
    params: { id: moving.learnerId },
    change: { assertionIds: [moving.id], identifierId: knownBy.body.data[0].id },
    status: 201,
  })
  const ofToken = { params: { ...ofNewcomer.params, tokenId: token.id }, status: 204 }
  await call('revokeLearnerToken', ofToken)
  const pathwayExample = operations.find(
    ({ operation }) => operation.operationId === 'createPathway',
  )?.operation.requestBody?.content['application/json']?.example as { steps: object[] }
  const pathway = await create('createPathway', {
    steps: pathwayExample.steps.map((step) => ({
      ...step,
      requires: { badgeClass: badgeClass.id },
    })),
  })
  const apiKey = await create('createApiKey', { issuerId: issuer.id })
  await create('createImage')

  const standard = await create('createBadgingStandard')
  const endorser = await create('createIssuer')
  const asked = {
    endorserId: endorser.id,
    target: { type: 'badge-class', id: badgeClass.id },
  }
  const declined = await create('createEndorsement', asked)
  await call('declineEndorsement', { params: { id: declined.id } })
  const endorsement = await create('createEndorsement', asked)
  await call('acceptEndorsement', { params: { id: endorsement.id } })
  await call('getEndorsement', { params: { id: endorsement.id } })
  await call('listEndorsements')
  await call('revokeEndorsement', { params: { id: endorsement.id } })

  const opportunity = await create('createOpportunity', {
    issuerId: issuer.id,
    badgeClassIds: [badgeClass.id],
  })
  const ofOpportunity = { id: opportunity.id }
  const checkIn = (await call('createCheckIn', { params: ofOpportunity, status: 201 })).body
  await call('getCheckIn', { params: { ...ofOpportunity, checkInId: checkIn.id } })
  await call('listCheckIns', { params: ofOpportunity })
  await call('getAttendance', { params: ofOpportunity })
  const taps = [{ learnerId: checkIn.learnerId }]
  const scanned = await admin.post(`/v1/opportunities/${opportunity.id}/check-ins/batch`, taps)
  const ofScanned = '/paths/~1v1~1opportunities~1{id}~1check-ins~1batch/post'
  t.strictSame(schemaAt(ofScanned, 200)(scanned.body), [], 'checkInMany')
  visited.add('checkInMany')
  for (const [suffix, beginning] of [
    ['ics', /^BEGIN:VCALENDAR/],
    ['geojson', /^\{"type":"FeatureCollection"/],
  ] as const) {
    t.match((await admin.get(`/v1/opportunities.${suffix}`)).text, beginning)
    visited.add(`listOpportunitiesAs${suffix.replace(/^./, (letter) => letter.toUpperCase())}`)
  }

  const place = await create('createPlace')
  const intoPlace = { params: { id: place.id }, change: { issuerId: issuer.id }, status: 201 }
  const member = (await call('createPlaceInvitation', intoPlace)).body
  const ofInvitation = { id: place.id, invitationId: member.id }
  await call('getPlaceInvitation', { params: ofInvitation })
  await call('listPlaceInvitations', { params: { id: place.id } })
  await call('declinePlaceInvitation', { params: ofInvitation })
  await call('createPlaceInvitation', intoPlace)
  await call('acceptPlaceInvitation', { params: ofInvitation })
  await call('getVocabulary')
  await call('listPlaceMembers', { params: { id: place.id } })
  await call('getPlaceReport', { params: { id: place.id } })
  const ofMember = { id: place.id, memberId: member.id }
  await call('setPlaceMemberRole', { params: ofMember })
  await call('endPlaceMembership', { params: ofMember, status: 204 })
  const network = await tourOfNetworks(call, place.id, badgeClass.id)
  await tourOfRecords(call, assertion)
  await tourOfChoices(call, service, { assertion, placeId: place.id })
  // For the learner's own token.
  visited.add('getEqualityAnswers')

  const endpoint = await create('createWebhookEndpoint')
  const nouns = {
    BadgingStandard: ['BadgingStandards', standard.id],
    Issuer: ['Issuers', issuer.id],
    BadgeClass: ['BadgeClasses', badgeClass.id],
    Assertion: ['Assertions', assertion.id],
    Learner: ['Learners', newcomer.id],
    Pathway: ['Pathways', pathway.id],
    Opportunity: ['Opportunities', opportunity.id],
    Place: ['Places', place.id],
    Network: ['Networks', network.id],
    WebhookEndpoint: ['WebhookEndpoints', endpoint.id],
  } as const
  for (const [noun, [plural, id]] of Object.entries(nouns)) {
    await call(`get${noun}`, { params: { id } })
    await call(`update${noun}`, { params: { id } })
    const list = await call(`list${plural}`)
    t.ok(list.body.data.length > 0, `list${plural} shows it`)
  }
  const ofIssuer = { id: issuer.id }
  const key = await call('rotateIssuerKey', { params: ofIssuer, status: 201 })
  const ofKey = { ...ofIssuer, number: String(key.body.number) }
  await call('listIssuerKeys', { params: ofIssuer })
  await call('getIssuerKey', { params: ofKey })
  await call('listAssertionsOfKey', { params: { ...ofIssuer, number: '1' } })
  await call('compromiseIssuerKey', { params: ofKey })
  const unused = { ...ofIssuer, number: await unusedKey(admin, issuer.id) }
  await call('getReissue', { params: unused })
  await call('startReissue', { params: unused, status: 202 })
  const host = await startForeignHost(t)
  const ofTown = { id: (await create('createIssuer')).id }
  const did = host.origin.replace('https://localhost:', 'did:web:localhost%3A')
  const claim = { params: ofTown, change: { did }, status: 201 }
  host.publish('/.well-known/did.json', (await call('claimIssuerDid', claim)).body.document)
  await call('verifyIssuerDid', { params: ofTown })
  await call('claimIssuerDid', claim)
  await call('getIssuerDid', { params: ofTown })
  await call('giveUpIssuerDid', { params: ofTown, status: 204 })
  await call('getApiKey', { params: { id: apiKey.id } })
  await call('listApiKeys')
  await call('listBadgeClassVersions', { params: { id: badgeClass.id } })
  await call('searchLearners')
  const progress = { id: assertion.learnerId, pathwayId: pathway.id }
  await call('getProgress', { params: progress })
  const ofGoals = { id: assertion.learnerId }
  const goal = await call('createGoal', { params: ofGoals, status: 201 })
  await call('listGoals', { params: ofGoals })
  await admin.get(`/v1/learners/${assertion.learnerId}/routes?pathwayId=${pathway.id}`)
  visited.add('findRoutes')
  await call('removeGoal', { params: { ...ofGoals, goalId: goal.body.id }, status: 204 })
  await call('listPathwayCompletions', { params: { id: pathway.id } })
  await call('listPathwayVersions', { params: { id: pathway.id } })
  const exported = await call('exportPathway', {
    params: { id: pathway.id },
    type: 'ld+json',
  })
  await call('importPathway', { change: exported.body, status: 201 })
  const equivalents = { params: { id: badgeClass.id }, change: { badgeClassIds: [] } }
  await call('replaceEquivalents', equivalents)
  await call('getEquivalents', equivalents)
  await admin.patch(`/v1/badge-classes/${badgeClass.id}`, { suspendable: true })
  const { body: suspendable } = await call('createAssertion', {
    change: { badgeClassId: badgeClass.id },
    status: 201,
  })
  await call('suspendAssertion', { params: { id: suspendable.id } })
  await call('reinstateAssertion', { params: { id: suspendable.id } })
  await call('listStatusChanges', { params: { id: suspendable.id } })
  await call('correctAssertion', { params: { id: suspendable.id }, status: 201 })
  const expiry = { after: 'P1Y', renewal: { opens: 'P1Y', closes: 'P1Y' } }
  await admin.patch(`/v1/badge-classes/${badgeClass.id}`, { expiry })
  const ending = await create('createAssertion', { badgeClassId: badgeClass.id })
  await call('renewAssertion', { params: { id: ending.id }, status: 201 })
  await call('revokeAssertions', { change: { assertionIds: [ending.id] } })
  await call('revokeAssertion', { params: { id: assertion.id } })
  const { verifiableCredential } = await create('issueCredential', {
    credential: {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiableCredential'],
      issuer: endorser.did,
      credentialSubject: { name: 'Sam Sample' },
    },
  })
  await call('verifyCredential', { change: { verifiableCredential } })
  const presentation = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiablePresentation'],
    verifiableCredential: [verifiableCredential],
  }
  const unsigned = { verifiablePresentation: undefined, presentation, options: {} }
  await call('verifyPresentation', { change: unsigned })
  const credentialId = verifiableCredential.credentialStatus.id
  await call('setCredentialStatus', { change: { credentialId } })
  await call('verify', { change: { url: assertion.credentialUrl } })
  const rows = await admin.send('POST', '/v1/verify/batch', {
    headers: { 'content-type': 'application/x-ndjson' },
    body: `{}\n${JSON.stringify({ reference: 'one', url: assertion.credentialUrl })}`,
  })
  const answerSchema = schemaAt('/paths/~1v1~1verify~1batch/post', 200, 'x-ndjson')
  for (const line of rows.text.trimEnd().split('\n')) {
    t.strictSame(answerSchema(JSON.parse(line)), [], 'verifyBatch')
  }
  visited.add('verifyBatch')
  const upload = async (operationId: string, path: string, place: string, method = 'POST') => {
    const { body } = await admin.send(method, path, {
      headers: { 'content-type': 'application/x-ndjson' },
      body: JSON.stringify({ badgeClassId: badgeClass.id, recipient: { type: 'email', value } }),
    })
    t.strictSame(schemaAt(`/paths/${place}/${method.toLowerCase()}`, 202)(body), [], operationId)
    visited.add(operationId)
    return body
  }
  await tourOfApplications(call, issuer.id, assertion.learnerId)
  const file = await admin.send('POST', `/v1/files?learnerId=${newcomer.id}`, {
    headers: { 'content-type': 'text/plain' },
    body: 'What I did.',
  })
  t.strictSame(schemaAt('/paths/~1v1~1files/post', 201)(file.body), [], 'createFile')
  const ofFile = { id: file.body.id }
  t.equal((await admin.get(`/v1/files/${ofFile.id}/content`)).text, 'What I did.')
  await call('listFiles')
  await call('getFile', { params: ofFile })
  await call('deleteFile', { params: ofFile, status: 204 })
  visited.add('createFile').add('downloadFile')
  const value = 'rows@example.org'
  const ofClass = '~1v1~1badge-classes~1{id}~1award-batches'
  await upload('awardMany', `/v1/badge-classes/${badgeClass.id}/award-batches`, ofClass)
  const batch = await upload('awardManyBadges', '/v1/award-batches', '~1v1~1award-batches')
  const ofRows = '~1v1~1award-batches~1{id}~1rows'
  await upload('resumeUpload', `/v1/award-batches/${batch.id}/rows`, ofRows, 'PUT')
  await call('listAwardBatches')
  for (const action of ['get', 'pause', 'resume', 'cancel']) {
    await call(`${action}AwardBatch`, { params: { id: batch.id } })
  }
  const results = await admin.get(`/v1/award-batches/${batch.id}/results`)
  const resultSchema = schemaAt('/paths/~1v1~1award-batches~1{id}~1results/get', 200, 'x-ndjson')
  t.strictSame(resultSchema(JSON.parse(results.text)), [], 'getAwardBatchResults')
  await call('revokeAwardBatch', { params: { id: batch.id }, status: 202 })
  for (const what of ['failures', 'events', 'credentials']) {
    t.equal((await admin.get(`/v1/award-batches/${batch.id}/${what}`)).status, 200, what)
  }
  visited.add('getAwardBatchResults')
  visited.add('getAwardBatchFailures')
  visited.add('listenToAwardBatch')
  visited.add('exportAwardBatch')
  const ofEndpoint = { id: endpoint.id }
  const tried = await call('createWebhookDelivery', { params: ofEndpoint, status: 201 })
  const ofDelivery = { ...ofEndpoint, deliveryId: tried.body.id }
  await call('getWebhookDelivery', { params: ofDelivery })
  await call('replayWebhookDelivery', { params: ofDelivery })
  const deliveries = await call('listWebhookDeliveries', { params: ofEndpoint })
  t.equal(deliveries.body.data.length, 1)
  await tourOfMail(call, service)
  await tourOfClaims(t, call, service, badgeClass.id)
  visited.add('printClaimCodes')
  await call('listEvents')
  await call('getLiveness')
  await call('getReadiness')
  await call('getOpenApi')
  t.match((await admin.get('/metrics')).text, /^# HELP waymark_/)
  visited.add('getMetrics')
  for (const [noun, [, id]] of Object.entries(nouns).reverse()) {
    await call(`archive${noun}`, { params: { id }, status: 204 })
  }
  await call('revokeApiKey', { params: { id: apiKey.id }, status: 204 })

  await tourOfRights(call, service, place.id)
  visited.add('exportLearner')

  const keyless = ['Public documents', 'Open Badges 2.0']
  const left = operations
    .filter(({ operation: { tags = [] } }) => !keyless.includes(tags[0] ?? ''))
    .map(({ operation }) => operation.operationId ?? '')
    .filter((id) => !visited.has(id))
  t.strictSame(left, [], 'every operation was called')
}

t.test('the page at /docs loads everything from the service', async (t) => {
  const { url, as } = await startService(t)
  const page = await fetch(`${url}/docs`)
  const html = await page.text()
  t.equal(page.status, 200)
  t.match(page.headers.get('content-type'), /^text\/html/)
  const policy = page.headers.get('content-security-policy') ?? ''
  t.match(policy, /default-src 'none'/)
  t.notMatch(policy, /https?:|\*|unsafe-eval/, 'no other host is allowed')

  const seen = new Set<string>()
  async function load(reference: string, base: string) {
    if (reference.startsWith('data:') || reference.startsWith('#')) return
    const target = new URL(reference, base)
    t.equal(target.origin, url, `${reference} is on the service`)
    if (target.origin !== url || seen.has(target.href)) return
    seen.add(target.href)
    const answer = await as(null).get(target.href)
    t.equal(answer.status, 200, target.pathname)
    t.equal(answer.headers.get('x-content-type-options'), 'nosniff', target.pathname)
    if (!target.pathname.endsWith('.css')) return
    for (const [, , inner = ''] of answer.text.matchAll(/url\((["']?)(.*?)\1\)/g)) {
      await load(inner, target.href)
    }
    t.notMatch(answer.text, /@import/, 'no style sheet behind it')
  }
  const references = [...html.matchAll(/\b(?:src|href)="([^"]+)"/g)].map(([, found = '']) => found)
  t.ok(references.some((reference) => reference.endsWith('.js')))
  t.ok(references.some((reference) => reference.endsWith('.css')))
  for (const reference of references) await load(reference, page.url)
  t.notMatch(html, /<script>(?!\s*<)/, 'no script that the policy would stop')

  const script = [...seen].find((href) => href.endsWith('swagger-initializer.js')) as string
  const initializer = (await as(null).get(script)).text
  t.match(initializer, /validatorUrl: (null|undefined)/, 'no badge of a validator elsewhere')
  t.notMatch(initializer, /https?:\/\/(?!stackoverflow\.com)/, 'no other host is named')
  t.same(
    (await as(null).get('/docs/json')).body,
    (await as(null).get('/openapi.json')).body,
    'it shows this description',
  )
})
