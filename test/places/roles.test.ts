// What keys of a place may do, role by role and operation by operation.
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import { KEY_ROLES, ROLE_SCOPES } from '../../src/places/index.ts'
import type { Answer, Client } from '../support/client.ts'
import { badgeClassInput, issuerInput, made, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

type Role = (typeof KEY_ROLES)[number]
const EVERYBODY: readonly Role[] = KEY_ROLES

/** A place with an issuer in it that has something of everything, and another place with the same. */
async function makeProgramme(admin: Client, name: string) {
  const place = made(await admin.post('/v1/places', { name }))
  const issuer = made(await admin.post('/v1/issuers', { ...issuerInput, name }))
  const asked = { issuerId: issuer.id, role: 'issuer-staff' }
  const { id } = made(await admin.post(`/v1/places/${place.id}/invitations`, asked))
  await admin.post(`/v1/places/${place.id}/invitations/${id}/acceptance`, undefined)
  const input = { ...badgeClassInput, issuerId: issuer.id }
  const badgeClass = made(await admin.post('/v1/badge-classes', input))
  const activity = { name: 'Studio day', issuerId: issuer.id, placeId: place.id }
  const given = { badgeClassIds: [badgeClass.id] }
  const opportunity = made(await admin.post('/v1/opportunities', { ...activity, ...given }))
  const steps = [{ id: 'one', name: 'One', requires: { badgeClass: badgeClass.id } }]
  const way = { name: 'Into radio', placeId: place.id, steps }
  const pathway = made(await admin.post('/v1/pathways', way))
  const kept = { name: 'Standard', placeId: place.id }
  const standard = made(await admin.post('/v1/badging-standards', kept))
  const recipient = { type: 'email', value: `${place.id}@example.org` }
  const { learnerId } = made(
    await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }),
  )
  const evidence = [{ text: 'I did it.' }]
  const applied = { badgeClassId: badgeClass.id, learnerId, evidence, submit: true }
  const application = made(await admin.post('/v1/applications', applied))
  return {
    ...{ place: place.id, issuer: issuer.id, badgeClass: badgeClass.id, learner: learnerId },
    ...{ opportunity: opportunity.id, pathway: pathway.id, standard: standard.id },
    application: application.id as string,
  }
}

type Programme = Awaited<ReturnType<typeof makeProgramme>>
type Operation = {
  name: string
  may: readonly Role[]
  /** What everybody who holds such a key may do to what is of another place. */
  elsewhere?: number
  call(client: Client, to: Programme, own: Programme): Promise<Answer>
}

const steps = ({ badgeClass }: Programme) => [{ id: 'one', name: 'One', requires: { badgeClass } }]
const card = { type: 'library-card', value: '4711', authority: 'harbour' }

const OPERATIONS: Operation[] = [
  { name: 'reads the place', may: EVERYBODY, call: (c, { place }) => c.get(`/v1/places/${place}`) },
  {
    name: 'reads its report',
    may: EVERYBODY,
    call: (c, { place }) => c.get(`/v1/places/${place}/report`),
  },
  {
    name: 'reads what becomes of learners on a pathway',
    may: EVERYBODY,
    call: (c, { place, pathway }) => c.get(`/v1/places/${place}/pathways/${pathway}/report`),
  },
  {
    name: 'reads an issuer',
    may: EVERYBODY,
    call: (c, { issuer }) => c.get(`/v1/issuers/${issuer}`),
  },
  {
    name: 'reads a badge class',
    may: EVERYBODY,
    call: (c, { badgeClass }) => c.get(`/v1/badge-classes/${badgeClass}`),
  },
  {
    name: 'reads the versions of a badge class',
    may: EVERYBODY,
    call: (c, { badgeClass }) => c.get(`/v1/badge-classes/${badgeClass}/versions`),
  },
  {
    name: 'reads a badging standard',
    may: EVERYBODY,
    // They are there for all to follow.
    elsewhere: 200,
    call: (c, { standard }) => c.get(`/v1/badging-standards/${standard}`),
  },
  {
    name: 'reads an opportunity',
    may: EVERYBODY,
    call: (c, { opportunity }) => c.get(`/v1/opportunities/${opportunity}`),
  },
  {
    name: 'reads a pathway',
    may: EVERYBODY,
    call: (c, { pathway }) => c.get(`/v1/pathways/${pathway}`),
  },
  {
    name: 'exports a pathway',
    may: EVERYBODY,
    call: (c, { pathway }) => c.get(`/v1/pathways/${pathway}/ctdl`),
  },
  {
    name: 'changes the place',
    may: ['lead'],
    call: (c, { place }) => c.patch(`/v1/places/${place}`, { description: 'Ours' }),
  },
  {
    name: 'asks an issuer in',
    may: ['lead'],
    call: (c, { place, issuer }) =>
      c.post(`/v1/places/${place}/invitations`, { issuerId: issuer, role: 'issuer-staff' }),
  },
  {
    name: 'makes a key of the place',
    may: ['lead'],
    call: (c, { place }) =>
      c.post('/v1/api-keys', {
        name: 'n',
        scopes: ['places:read'],
        placeId: place,
        role: 'reader',
      }),
  },
  {
    name: 'keeps badging standards',
    may: ['lead'],
    call: (c, { place }) => c.post('/v1/badging-standards', { name: 'S', placeId: place }),
  },
  {
    name: 'changes a badging standard',
    may: ['lead'],
    elsewhere: 403,
    call: (c, { standard }) => c.patch(`/v1/badging-standards/${standard}`, { name: 'T' }),
  },
  {
    name: 'makes an opportunity of an issuer',
    may: ['lead'],
    call: (c, { issuer, badgeClass }) =>
      c.post('/v1/opportunities', { name: 'O', issuerId: issuer, badgeClassIds: [badgeClass] }),
  },
  {
    name: 'changes an opportunity',
    may: ['lead'],
    call: (c, { opportunity }) => c.patch(`/v1/opportunities/${opportunity}`, { name: 'P' }),
  },
  {
    name: 'makes a pathway',
    may: ['lead'],
    call: (c, to) => c.post('/v1/pathways', { name: 'W', placeId: to.place, steps: steps(to) }),
  },
  {
    name: 'makes a pathway of an issuer',
    may: ['lead'],
    call: (c, to) => c.post('/v1/pathways', { name: 'W', issuerId: to.issuer, steps: steps(to) }),
  },
  {
    name: 'changes a pathway',
    may: ['lead'],
    call: (c, { pathway }) => c.patch(`/v1/pathways/${pathway}`, { name: 'X' }),
  },
  {
    name: 'checks somebody in, which awards',
    may: ['lead', 'partner-platform'],
    call: (c, { opportunity }) =>
      c.post(`/v1/opportunities/${opportunity}/check-ins`, { identifier: card }),
  },
  {
    name: 'reads an application',
    may: ['reviewer'],
    call: (c, { application }) => c.get(`/v1/applications/${application}`),
  },
  {
    name: 'decides about an application',
    may: ['reviewer'],
    call: (c, { application }) =>
      c.post(`/v1/applications/${application}/decisions`, { outcome: 'approve' }),
  },
  {
    name: 'archives a pathway',
    may: ['lead'],
    call: (c, p) => c.delete(`/v1/pathways/${p.pathway}`),
  },
  {
    name: 'archives an opportunity',
    may: ['lead'],
    call: (c, p) => c.delete(`/v1/opportunities/${p.opportunity}`),
  },
  // What no key of a place may, whatever its role.
  {
    name: 'changes an issuer',
    may: [],
    call: (c, p) => c.patch(`/v1/issuers/${p.issuer}`, { name: 'I' }),
  },
  {
    name: 'changes a badge class',
    may: [],
    call: (c, p) => c.patch(`/v1/badge-classes/${p.badgeClass}`, { name: 'B' }),
  },
  { name: 'reads learners', may: [], call: (c) => c.get('/v1/learners') },
  { name: 'reads a learner', may: [], call: (c, p) => c.get(`/v1/learners/${p.learner}`) },
  {
    name: 'reads who completed a pathway',
    may: [],
    call: (c, p) => c.get(`/v1/pathways/${p.pathway}/completions`),
  },
  {
    name: 'reads who checked in',
    may: [],
    call: (c, p) => c.get(`/v1/opportunities/${p.opportunity}/check-ins`),
  },
  { name: 'reads events', may: [], call: (c) => c.get('/v1/events') },
  {
    name: 'awards by hand',
    may: [],
    call: (c, p) => c.post('/v1/assertions', { badgeClassId: p.badgeClass, learnerId: p.learner }),
  },
]

t.test('each role does what it may in its place, and nothing in another', async (t) => {
  const { admin, as } = await startService(t)
  for (const role of KEY_ROLES) {
    await t.test(role, async (t) => {
      const own = await makeProgramme(admin, 'Harbour')
      const other = await makeProgramme(admin, 'Valley')
      const input = { name: role, scopes: ROLE_SCOPES[role], placeId: own.place, role }
      const client = as(made(await admin.post('/v1/api-keys', input)).key)
      for (const { name, may, elsewhere = 404, call } of OPERATIONS) {
        const isAllowed = may.includes(role)
        // First elsewhere: nothing may come of it.
        const there = await call(client, other, own)
        t.equal(there.status, isAllowed ? elsewhere : 403, `${name} of another place`)
        const here = await call(client, own, own)
        if (isAllowed) t.ok(here.status < 300, `${name}: ${here.status} ${here.text}`)
        else t.equal(here.status, 403, `${name}: not a ${role}`)
      }
      const lists = ['/v1/issuers', '/v1/badge-classes', '/v1/opportunities', '/v1/pathways']
      for (const list of lists) {
        const { text } = await client.get(`${list}?archived=true`)
        for (const [noun, id] of Object.entries(other))
          t.notOk(text.includes(id), `${list}: ${noun}`)
        t.ok(
          Object.values(own).some((id) => text.includes(id)),
          list,
        )
      }
    })
  }
})

t.test('a key of a place names no learner, and puts nothing elsewhere', async (t) => {
  const { admin, as } = await startService(t)
  const own = await makeProgramme(admin, 'Harbour')
  const other = await makeProgramme(admin, 'Valley')
  const scopes = ROLE_SCOPES.lead
  const key = { name: 'lead', scopes, placeId: own.place, role: 'lead' }
  const lead = as(made(await admin.post('/v1/api-keys', key)).key)
  const checkIns = `/v1/opportunities/${own.opportunity}/check-ins`
  t.match(await lead.post(checkIns, { learnerId: own.learner }), {
    status: 404,
    body: { errors: [{ field: 'learnerId' }] },
  })
  const pathway = `/v1/pathways/${own.pathway}`
  t.match(await lead.patch(pathway, { placeId: other.place }), { status: 404 })
  t.match(await lead.patch(pathway, { placeId: null }), { status: 400 })
  t.match(await lead.patch(pathway, { awards: other.badgeClass }), { status: 400 })
  t.match(
    await lead.patch(pathway, { awards: own.badgeClass }),
    { status: 400 },
    'which it asks for',
  )
  const foreign = [{ id: 'one', name: 'One', requires: { pathway: other.pathway } }]
  t.match(await lead.patch(pathway, { steps: foreign }), { status: 400 })
  const badge = [{ id: 'one', name: 'One', requires: { badgeClass: other.badgeClass } }]
  t.equal((await lead.patch(pathway, { steps: badge })).status, 200, 'badges of any issuer count')
  const opportunity = `/v1/opportunities/${own.opportunity}`
  t.match(await lead.patch(opportunity, { placeId: other.place }), { status: 404 })
  t.match(await lead.patch(opportunity, { placeId: null }), { status: 400 })
  t.match(await lead.patch(opportunity, { badgeClassIds: [other.badgeClass] }), { status: 400 })
  const issuer = as(await makeKey(admin, [...SCOPES], other.issuer))
  t.equal((await issuer.get(pathway)).status, 404)
})
