// Pathways as CTDL documents: what goes out comes in again as it was, and strangers' come in, too.
import canonicalize from 'canonicalize'
import t from 'tap'
import { readCtdl, writeCtdl } from '../../src/ctdl/index.ts'
import type { Requirement, Step } from '../../src/requirements/index.ts'
import type { Client } from '../support/client.ts'
import { badgeClassInput, made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const COUNT = Number(process.env.WAYMARK_TEST_COUNT ?? 300)
const seed = Number(process.env.WAYMARK_TEST_SEED ?? Date.now() % 1_000_000)
t.comment(`seed ${seed}`)

const HOST = 'https://badges.example.org'
const UUIDS = Array.from(
  { length: 6 },
  (_, at) => `019aa7c3-1b1a-7d0e-8c55-2f9be0a3c4${10 + at}`,
) as [string, ...string[]]
const IDS = { badgeClasses: UUIDS, pathways: UUIDS, opportunities: UUIDS }

/** Random numbers that come again with their seed. */
function random(seed: number) {
  let state = seed >>> 0
  return (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}
type Below = ReturnType<typeof random>

const oneOf = <T>(below: Below, values: readonly T[]) => values[below(values.length)] as T

function requirement(below: Below, step: number, ids: typeof IDS, depth = 0): Requirement {
  const kind = below(depth > 2 ? 5 : 10)
  const entries = () => {
    const made = Array.from({ length: 1 + below(4) }, () =>
      requirement(below, step, ids, depth + 1),
    )
    // An entry can stand there twice.
    return below(4) === 0 ? [...made, made[0] as Requirement] : made
  }
  if (kind === 1 && step > 0) return { step: `s.${below(step)}` }
  if (kind === 2) return { layer: oneOf(below, ['Engage', 'Lead']), count: 1 + below(3) }
  if (kind === 3 && ids.pathways.length > 0) return { pathway: oneOf(below, ids.pathways) }
  if (kind === 4 && ids.opportunities.length > 0) {
    return { opportunity: oneOf(below, ids.opportunities) }
  }
  if (kind === 5 || kind === 6) return kind === 5 ? { all: entries() } : { any: entries() }
  if (kind === 7) {
    const of = entries()
    return { atLeast: 1 + below(of.length), of }
  }
  if (kind > 7) {
    const of = entries().map((requires) => ({ weight: (1 + below(4000)) / 1000, requires }))
    return { points: Math.max(...of.map(({ weight }) => weight)), of }
  }
  return { badgeClass: oneOf(below, ids.badgeClasses) }
}

function stepsOf(below: Below, ids: typeof IDS): Step[] {
  return Array.from({ length: 1 + below(5) }, (_, at) => ({
    id: `s.${at}`,
    name: oneOf(below, ['Visit', 'Ünïcode "quoted"', 's']),
    requires: requirement(below, at, ids),
    ...(at > 0 && below(3) === 0 && { optional: below(2) === 0 }),
  }))
}

/** What of a pathway a document says. */
const content = ({ name, description, steps, awards, whenGroundFalls, destinations }: Content) => ({
  name,
  description: description ?? null,
  steps,
  awards: awards ?? null,
  whenGroundFalls,
  destinations,
})
// biome-ignore lint/suspicious/noExplicitAny: answers and what was read alike
type Content = Record<string, any>

t.test('what is written is read as it was', async (t) => {
  const below = random(seed)
  let wrong = 0
  for (let number = 0; number < COUNT; number += 1) {
    const pathway = {
      id: UUIDS[0],
      name: `Pathway ${number}`,
      description: below(2) === 0 ? null : 'Where to',
      steps: stepsOf(below, IDS),
      awards: below(2) === 0 ? null : UUIDS[0],
      whenGroundFalls: oneOf(below, ['keep', 'flag', 'revoke']),
      destinations: below(2) === 0 ? [] : ['Education'],
    }
    const document = JSON.parse(JSON.stringify(writeCtdl(pathway, new Map(), HOST)))
    const read = readCtdl(document['@graph'], HOST)
    const isSame =
      'pathway' in read &&
      canonicalize(content(read.pathway.input)) === canonicalize(content(pathway))
    if (!isSame) wrong += 1
  }
  t.equal(wrong, 0, `${COUNT} pathways`)
})

/** Badge classes, a pathway and an opportunity to be named. */
async function programme(admin: Client) {
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const other = made(
    await admin.post('/v1/badge-classes', {
      issuerId: issuer.id,
      ...badgeClassInput,
      name: 'Other',
    }),
  )
  const inner = made(
    await admin.post('/v1/pathways', {
      name: 'Inner',
      steps: [{ id: 'a', name: 'A', requires: { badgeClass: badgeClass.id } }],
    }),
  )
  const opportunity = made(
    await admin.post('/v1/opportunities', { issuerId: issuer.id, name: 'Workshop' }),
  )
  return { issuer, badgeClass, other, inner, opportunity }
}

/** The node of a document with a member that has a value. */
const nodeWith = (graph: Content[], member: string, value: unknown): Content =>
  graph.find((node) => node[member] === value) as Content

t.test('a pathway goes out as CTDL and comes in again', async (t) => {
  const { admin } = await startService(t)
  const { issuer, badgeClass, other, inner, opportunity } = await programme(admin)
  const input = {
    name: 'Into radio',
    description: 'From the first visit to a show.',
    issuerId: issuer.id,
    awards: other.id,
    whenGroundFalls: 'keep',
    destinations: ['Employability'],
    steps: [
      { id: 'listen', name: 'Listen', requires: { badgeClass: badgeClass.id } },
      {
        id: 'speak',
        name: 'Speak',
        optional: true,
        requires: {
          all: [
            { step: 'listen' },
            { any: [{ pathway: inner.id }, { opportunity: opportunity.id }] },
            { layer: 'Lead', count: 2 },
          ],
        },
      },
    ],
  }
  const pathway = made(await admin.post('/v1/pathways', input))
  const exported = await admin.get(`/v1/pathways/${pathway.id}/ctdl`)
  t.match(exported.headers.get('content-type'), /^application\/ld\+json/)
  const graph = exported.body['@graph'] as Content[]

  await t.test('in the words of CTDL', async (t) => {
    const [root] = graph as [Content]
    const listen = nodeWith(graph, 'waymark:step', 'listen')
    const speak = nodeWith(graph, 'waymark:step', 'speak')
    const badge = nodeWith(graph, 'waymark:badgeClass', badgeClass.id)
    t.match(root, {
      '@type': 'ceterms:Pathway',
      'ceterms:ctid': `ce-${pathway.id}`,
      'ceterms:name': input.name,
      'ceterms:hasDestinationComponent': [speak['@id']],
    })
    t.same(speak['ceterms:isDestinationComponentOf'], [root['@id']])
    t.same(listen['ceterms:isChildOf'], [speak['@id']])
    t.same(listen['ceterms:hasChild'], [badge['@id']])
    t.match(badge, {
      '@type': 'ceterms:CredentialComponent',
      'ceterms:name': badgeClassInput.name,
      'ceterms:credentialType': 'ceterms:OpenBadge',
      'ceterms:isPartOf': [root['@id']],
    })
    t.match(speak['ceterms:hasCondition'], [
      {
        '@type': 'ceterms:ComponentCondition',
        'ceterms:logicalOperator': 'logic:And',
        'ceterms:requiredNumber': 3,
        'ceterms:hasCondition': [
          { 'ceterms:targetComponent': [listen['@id']] },
          { 'ceterms:logicalOperator': 'logic:Or', 'ceterms:requiredNumber': 1 },
          {},
        ],
      },
    ])
    t.equal(new Set(graph.map((node) => node['ceterms:ctid'])).size, graph.length)
  })

  const path = `/v1/pathways/imports?issuerId=${issuer.id}&status=draft`
  const type = { 'content-type': 'application/ld+json', 'idempotency-key': 'once' }
  const imported = await admin.post(path, exported.body, type)
  t.equal(imported.status, 201)
  t.equal(imported.headers.get('location'), `/v1/pathways/${imported.body.id}`)
  t.match(imported.body, { issuerId: issuer.id, status: 'draft' })
  t.not(imported.body.id, pathway.id)
  t.same(content(imported.body), content(pathway))
  t.equal((await admin.post(path, exported.body, type)).body.id, imported.body.id)

  await t.test('what is wrong is told with its place', async (t) => {
    const at = (node: Content) => `@graph[${graph.indexOf(node)}]`
    const wrong = async (change: (graph: Content[]) => void, expected: string | RegExp) => {
      const document = structuredClone(exported.body)
      change(document['@graph'])
      const { status, body } = await admin.post(path, document)
      t.equal(status, 400)
      if (typeof expected === 'string') t.equal(body.errors?.[0].field, expected, body.detail)
      else t.match(body.detail, expected)
      t.notMatch(body.detail, /steps\[/)
    }
    const badge = nodeWith(graph, 'waymark:badgeClass', badgeClass.id)
    const speak = nodeWith(graph, 'waymark:step', 'speak')
    const place = (node: Content, more: string) => `${at(node)}.${more}`
    const all = 'ceterms:hasCondition[0]'
    const inCopy = (copy: Content[], node: Content) => copy[graph.indexOf(node)] as Content
    await wrong(
      (copy) => Object.assign(inCopy(copy, badge), { 'waymark:badgeClass': pathway.id }),
      place(badge, 'waymark:badgeClass'),
    )
    await wrong(
      (copy) => Object.assign(inCopy(copy, badge), { 'waymark:badgeClass': 7 }),
      place(badge, 'waymark:badgeClass'),
    )
    await wrong(
      (copy) => Object.assign(inCopy(copy, speak), { 'ceterms:name': '' }),
      place(speak, 'ceterms:name'),
    )
    await wrong(
      (copy) => {
        inCopy(copy, speak)['ceterms:hasCondition'][0]['ceterms:requiredNumber'] = 9
      },
      place(speak, `${all}.ceterms:requiredNumber`),
    )
    await wrong(
      (copy) => {
        inCopy(copy, speak)['ceterms:hasCondition'][0]['ceterms:logicalOperator'] = 'logic:Not'
      },
      place(speak, `${all}.ceterms:logicalOperator`),
    )
    await wrong(
      (copy) => copy.splice(graph.indexOf(badge), 1),
      place(nodeWith(graph, 'waymark:step', 'listen'), `${all}.ceterms:targetComponent[0]`),
    )
    await wrong((copy) => copy.shift(), '@graph')
    await wrong((copy) => {
      // Each twice the next: few words for more than could be read.
      const many = Array.from({ length: 25 }, (_, at) => ({
        '@id': `_:${at}`,
        '@type': 'ceterms:ComponentCondition',
        'ceterms:hasCondition': [`_:${at + 1}`, `_:${at + 1}`],
      }))
      const end = { ...many[0], '@id': '_:25', 'ceterms:hasCondition': [] }
      Object.assign(end, { 'ceterms:targetComponent': [badge['@id']] })
      inCopy(copy, speak)['ceterms:hasCondition'] = ['_:0']
      copy.push(...many, end)
    }, /is more than a pathway can ask for/)
    await wrong(
      (copy) => {
        inCopy(copy, speak)['ceterms:hasCondition'] = [speak['@id']]
      },
      place(speak, `${all}.@type`),
    )
    await wrong((copy) => {
      inCopy(copy, graph[0] as Content)['waymark:whenGroundFalls'] = 'shrug'
    }, '@graph[0].waymark:whenGroundFalls')
  })

  await t.test('keys of other issuers know nothing of it', async (t) => {
    const stranger = made(await admin.post('/v1/issuers', { name: 'S', url: 'https://s.example' }))
    const scopes = ['pathways:read', 'pathways:write']
    const { key } = made(
      await admin.post('/v1/api-keys', { name: 'K', issuerId: stranger.id, scopes }),
    )
    const headers = { authorization: `Bearer ${key}` }
    t.equal((await admin.get(`/v1/pathways/${pathway.id}/ctdl`, headers)).status, 404)
    t.equal((await admin.post('/v1/pathways/imports', exported.body, headers)).status, 400)
  })
})

t.test("a stranger's pathway comes in", async (t) => {
  const { admin } = await startService(t)
  const { badgeClass, other } = await programme(admin)
  const id = (name: string) => `https://registry.example/resources/${name}`
  const document = {
    '@context': 'https://credreg.net/ctdl/schema/context/json',
    '@id': 'https://registry.example/graph/ce-0a1b2c3d-4e5f-4607-8819-2a3b4c5d6e7f',
    '@graph': [
      {
        '@id': id('pathway'),
        '@type': 'ceterms:Pathway',
        'ceterms:name': { de: 'Ins Radio', 'en-US': 'Into radio' },
        'ceterms:subjectWebpage': 'https://registry.example/radio',
        'ceterms:hasDestinationComponent': [id('on-air')],
      },
      {
        '@id': id('on-air'),
        '@type': 'ceterms:CredentialComponent',
        'ceterms:name': { 'en-US': 'On air' },
        'ceterms:ctid': 'ce-1f2e3d4c-5b6a-4798-8aa1-b2c3d4e5f607',
        'ceterms:hasChild': [id('visit'), { '@id': id('course') }],
        'ceterms:hasCondition': ['_:condition'],
        'waymark:badgeClass': other.id,
      },
      {
        '@id': '_:condition',
        '@type': 'ceterms:ComponentCondition',
        'ceterms:requiredNumber': 1,
        'ceterms:targetComponent': [id('visit'), id('course')],
      },
      {
        '@id': id('visit'),
        '@type': 'ceterms:CredentialComponent',
        'ceterms:name': 'Visit',
        'waymark:badgeClass': badgeClass.id,
      },
      {
        '@id': id('course'),
        '@type': 'ceterms:CourseComponent',
        'ceterms:name': 'Course',
        'ceterms:componentDesignation': [{ 'en-US': 'Optional' }],
        'ceterms:proxyFor': [],
        'waymark:layer': 'Participate',
      },
    ],
  }
  const imported = made(await admin.post('/v1/pathways/imports', document))
  t.match(imported, { name: 'Into radio', status: 'published' })
  t.same(imported.steps, [
    {
      id: 'ce-1f2e3d4c-5b6a-4798-8aa1-b2c3d4e5f607',
      name: 'On air',
      requires: {
        all: [{ badgeClass: other.id }, { any: [{ step: 'step-2' }, { step: 'step-3' }] }],
      },
    },
    { id: 'step-2', name: 'Visit', requires: { badgeClass: badgeClass.id } },
    { id: 'step-3', name: 'Course', requires: { layer: 'Participate', count: 1 }, optional: true },
  ])

  delete (document['@graph'][3] as Content)['waymark:badgeClass']
  const refused = await admin.post('/v1/pathways/imports', document)
  t.equal(refused.status, 400)
  t.match(refused.body.errors, [{ field: '@graph[3]', detail: /waymark:badgeClass/ }])
})
