// What the service publishes itself: how it is served, and that verification reads it from the store.
import { BitstringStatusList } from '@digitalbazaar/vc-bitstring-status-list'
import t, { type Test } from 'tap'
import type { JsonObject } from '../../src/credentials/index.ts'
import { loopbackOnly } from '../conformance/loopback-only.ts'
import { plainlyVerify } from '../conformance/plain-verifier.ts'
import { type Awarded, awardEverything, identities, read } from '../conformance/variants.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const card = { type: 'library-card', value: '2900 1234', authority: 'harbour' }
const JSON_LD = [
  'application/ld+json',
  'application/vc',
  'application/vc+ld+json',
  'application/json',
]

/** Counts what goes out through the client for strangers' URLs. */
function outgoing(service: Service): string[] {
  const asked: string[] = []
  const { outbound } = service.deps
  const { get } = outbound
  outbound.get = (url, options) => {
    asked.push(String(url))
    return get.call(outbound, url, options)
  }
  return asked
}

const listOf = ({ credential }: Pick<Awarded, 'credential'>) =>
  credential.credentialStatus as { statusListCredential: string; statusListIndex: string }

/** The paths of everything that is published of an award. */
function pathsOf(service: Service, award: Awarded): Record<string, string> {
  const path = (url: unknown) => String(url).replace(service.publicUrl, '')
  const { achievement } = award.credential.credentialSubject as { achievement: JsonObject }
  return {
    'the credential': path(award.credentialUrl),
    'the credential as .json': `${path(award.credentialUrl)}.json`,
    'the profile': `/issuers/${award.issuer.id}`,
    'the DID document': `/issuers/${award.issuer.id}/did.json`,
    'the achievement': path(achievement.id),
    'the status list': path(listOf(award).statusListCredential),
    'the layer': '/layers/demonstrate',
  }
}

for (const [method, env] of Object.entries(identities)) {
  t.test(`what lies under our own PUBLIC_URL is read from the store, ${method}`, async (t) => {
    const refused = loopbackOnly(t)
    const service = await startService(t, { env })
    const anybody = service.as(null)
    const award = await awardEverything(service, ['eddsa-rdfc-2022'])
    const asked = outgoing(service)
    const list = listOf(award).statusListCredential
    const verify = async (request: object) => (await anybody.post('/v1/verify', request)).body

    t.match(await verify({ credential: award.credential }), {
      verdict: 'valid',
      checks: [{}, {}, {}, { name: 'issuer-key', outcome: 'passed' }, {}, { name: 'status' }],
    })
    for (const url of [
      award.credentialUrl,
      `${award.credentialUrl}.json`,
      `${award.credentialUrl}?from=a-poster`,
      `${award.credentialUrl}#proof`,
      award.credentialUrl.replace(/^http/, 'HTTP'),
    ]) {
      t.equal((await verify({ url })).verdict, 'valid', url)
    }
    t.equal((await verify({ url: list })).verdict, 'valid', 'a status list is a credential too')
    for (const url of [
      `${service.publicUrl}/credentials/AAAAAAAAAAAAAAAAAAAAAA`,
      `${service.publicUrl}/credentials/`,
      `${service.publicUrl}/status-lists/1`,
      `${service.publicUrl}/issuers/${award.issuer.id}`,
      `${service.publicUrl}/openapi.json`,
      `${service.publicUrl}/`,
    ]) {
      t.match(
        await verify({ url }),
        { verdict: 'invalid', checks: [{ name: 'retrieval', code: 'not-found' }] },
        url,
      )
    }
    t.strictSame(asked, [], 'the client for the outside was not used')
    t.strictSame(refused, [], 'nobody tried to leave this machine')
  })
}

t.test('a credential that misnames what is ours does not make us ask ourselves', async (t) => {
  const service = await startService(t, { env: identities['did:web'] })
  const award = await awardEverything(service, ['eddsa-rdfc-2022'])
  const asked = outgoing(service)
  const other = award.issuer.did.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
  for (const change of [
    { issuer: { ...(award.credential.issuer as object), id: other } },
    {
      proof: [
        { ...(award.credential.proof as JsonObject[])[0], verificationMethod: `${other}#key-1` },
      ],
    },
  ]) {
    const credential = { ...award.credential, ...change }
    t.match((await service.as(null).post('/v1/verify', { credential })).body, {
      verdict: 'invalid',
    })
  }
  t.strictSame(asked, [])
})

t.test('public documents are served for everybody and every cache', async (t) => {
  const service = await startService(t, { env: identities['did:web'] })
  const award = await awardEverything(service, ['eddsa-rdfc-2022', 'Ed25519Signature2020'])
  const types: Record<string, string> = {
    'the DID document': 'application/did+json',
    'the layer': 'application/json',
  }
  const caching: Record<string, string> = {
    'the credential': 'private, max-age=0, must-revalidate',
    'the credential as .json': 'public, no-cache',
    'the status list': 'public, max-age=60',
    'the layer': 'public, max-age=86400',
  }

  for (const [name, path] of Object.entries(pathsOf(service, award))) {
    t.test(name, async (t) => {
      const { status, headers, text } = await service.as(null).get(path)
      const shown = (from: Headers) => ({
        etag: from.get('etag'),
        caching: from.get('cache-control'),
        vary: from.get('vary'),
        cors: from.get('access-control-allow-origin'),
        embedding: from.get('cross-origin-resource-policy'),
      })
      t.equal(status, 200)
      t.equal(contentType(headers), types[name] ?? 'application/ld+json')
      t.match(headers.get('etag'), /^"[\w-]{20,}"$/)
      t.equal(headers.get('cache-control'), caching[name] ?? 'public, max-age=300')
      t.equal(headers.get('vary'), name === 'the credential' ? 'Accept' : null)
      t.equal(headers.get('access-control-allow-origin'), '*')
      t.equal(headers.get('cross-origin-resource-policy'), 'cross-origin')
      t.equal(headers.get('x-content-type-options'), 'nosniff')
      t.equal(headers.get('referrer-policy'), 'no-referrer')
      t.match(headers.get('content-security-policy'), /default-src 'none'/)

      const etag = headers.get('etag') as string
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const same = await service.as(null).get(path, { 'if-none-match': known })
        t.equal(same.status, 304, `If-None-Match: ${known}`)
        t.equal(same.text, '')
        t.strictSame(shown(same.headers), shown(headers), 'with what a cache has to know')
      }
      const changed = await service.as(null).get(path, { 'if-none-match': '"other"' })
      t.equal(changed.text, text, 'otherwise it is sent again')

      const head = await service.as(null).send('HEAD', path, {})
      t.equal(head.status, 200)
      t.strictSame(shown(head.headers), shown(headers), 'HEAD says the same')
      t.equal(head.text, '')
    })
  }
})

t.test('a credential has one URL for all formats and one for each', async (t) => {
  const service = await startService(t)
  const anybody = service.as(null)
  const { credentialUrl, text } = await awardEverything(service, ['eddsa-rdfc-2022'])

  const asked = {
    ...Object.fromEntries(JSON_LD.map((type) => [type, type])),
    '*/*': 'application/ld+json',
    'application/*': 'application/ld+json',
    'text/csv, application/json;q=0.5': 'application/json',
    'application/json;q=0.2, application/vc;q=0.9': 'application/vc',
    'application/ld+json;profile="https://www.w3.org/ns/activitystreams", */*;q=0.1':
      'application/ld+json',
  }
  const tags = new Map<string, string>()
  for (const [accept, type] of Object.entries(asked)) {
    const answer = await anybody.get(credentialUrl, { accept })
    t.equal(answer.status, 200, accept)
    t.equal(contentType(answer.headers), type, accept)
    t.equal(answer.text, text, 'the same bytes')
    t.equal(answer.headers.get('vary'), 'Accept')
    tags.set(type, answer.headers.get('etag') as string)
  }
  t.equal(new Set(tags.values()).size, JSON_LD.length, 'one ETag per format')

  const suffixed = await anybody.get(`${credentialUrl}.json`, { accept: 'text/html' })
  t.equal(contentType(suffixed.headers), 'application/ld+json', 'the suffix decides')
  t.equal(suffixed.text, text)

  for (const accept of ['text/csv', 'image/webp', 'application/vc;q=0', 'nonsense']) {
    const answer = await anybody.get(credentialUrl, { accept })
    t.equal(answer.status, 406, accept)
    t.equal(contentType(answer.headers), 'application/problem+json')
    t.equal(answer.headers.get('vary'), 'Accept')
    for (const type of JSON_LD) t.ok(answer.body.detail.includes(type), `it names ${type}`)
    t.match(answer.body, {
      type: 'urn:waymark:problem:not-acceptable',
      errors: [{ field: 'Accept' }],
    })
  }
  for (const path of [
    '/credentials/AAAAAAAAAAAAAAAAAAAAAA',
    '/credentials/AAAAAAAAAAAAAAAAAAAAAA.json',
  ]) {
    t.equal((await anybody.get(path)).status, 404)
  }
})

t.test('the same bytes, whatever happens later', async (t) => {
  const env = identities['did:web']
  const service = await startService(t, { env })
  const { admin } = service
  const award = await awardEverything(service, ['eddsa-rdfc-2022', 'Ed25519Signature2020'])
  const { achievement } = award.credential.credentialSubject as { achievement: { id: string } }
  const before = await read(service, achievement.id)
  const { badgeClassId } = (await admin.get(`/v1/assertions/${award.assertionId}`)).body

  const changes = [
    admin.patch(`/v1/issuers/${award.issuer.id}`, { name: 'Another Name', image: null }),
    admin.patch(`/v1/issuers/${award.issuer.id}`, { proofSuites: ['eddsa-rdfc-2022'] }),
    admin.patch(`/v1/badge-classes/${badgeClassId}`, { description: 'Another one.', tags: [] }),
    admin.post(`/v1/assertions/${award.assertionId}/revocation`, { reason: 'A mistake.' }),
    admin.patch(`/v1/assertions/${award.assertionId}`, { note: 'A note.', archived: true }),
  ]
  for (const { status } of await Promise.all(changes)) t.equal(status, 200)
  t.equal((await read(service, award.credentialUrl)).text, award.text, 'after every change')
  t.equal((await read(service, achievement.id)).text, before.text, 'the version too')

  const restarted = await startService(t, { env, databaseUrl: service.databaseUrl })
  t.equal((await read(restarted, award.credentialUrl)).text, award.text, 'after a restart')
})

/** The decoded list of an award, as a service serves it now. */
async function currentList(service: Service, url: string) {
  const { body, headers } = await read(service, url)
  const list = await BitstringStatusList.decode({ encodedList: body.credentialSubject.encodedList })
  return { body, headers, list }
}

t.test('a status list', async (t) => {
  const service = await startService(t)
  const award = await awardEverything(service, ['eddsa-rdfc-2022'])
  const { statusListCredential: url, statusListIndex } = listOf(award)
  const { body, headers, list } = await currentList(service, url)

  t.equal(body.id, url)
  t.strictSame(body.type, ['VerifiableCredential', 'BitstringStatusListCredential'])
  t.equal(body.issuer, award.issuer.did, 'it is signed by the same issuer')
  t.equal(body.credentialSubject.statusPurpose, 'revocation')
  t.match(body.credentialSubject.encodedList, /^uH4s[\w-]+$/)
  t.ok(list.length >= 131_072, 'it is long enough to hide in')
  const maxAge = Number(/max-age=(\d+)/.exec(headers.get('cache-control') ?? '')?.[1])
  t.equal(body.credentialSubject.ttl, maxAge * 1000, 'its ttl is its max-age')
  const left = Date.parse(body.validUntil) - Date.now()
  t.ok(left > maxAge * 1000 && left <= 48 * 3_600_000, 'it is valid for longer than that, not long')
  t.equal(list.getStatus(Number(statusListIndex)), false)

  const report = (await service.as(null).post('/v1/verify', { credential: body })).body
  t.equal(report.verdict, 'valid', 'it is a credential itself')
  const verified = await plainlyVerify(body, async (did) => {
    t.equal(did, award.issuer.did)
    return (await read(service, `/issuers/${award.issuer.id}/did.json`)).body
  })
  t.ok(verified.verified, 'for others, too')
  t.equal((await read(service, url)).text, JSON.stringify(body), 'the same while nothing happens')
})

/** Runs a job for every entry, a few at a time. */
async function each<T, R>(
  entries: T[],
  job: (entry: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const rest = [...entries.entries()]
  const worker = async () => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
      results[next[0]] = await job(next[1], next[0])
    }
  }
  await Promise.all(Array.from({ length: 6 }, worker))
  return results
}

t.test('the places of 200 awards by two services on one database', async (t) => {
  const env = identities['did:web']
  const one = await startService(t, { env })
  const two = await startService(t, { env, databaseUrl: one.databaseUrl })
  const services = [one, two]
  const { badgeClass } = await makeBadgeClass(one.admin)
  const awards = await each(Array.from({ length: 200 }), async (_, number) => {
    const { admin } = services[number % 2] as Service
    return made(
      await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient: card }),
    )
  })
  const lists = new Set(awards.map((award) => listOf(award).statusListCredential))
  t.equal(lists.size, 1, 'they stand in one list')
  const [url] = lists as unknown as [string]
  const indices = awards.map((award) => Number(listOf(award).statusListIndex))

  t.test('never repeat', async (t) => t.equal(new Set(indices).size, 200))

  t.test('do not tell in which order they were given', async (t) => {
    scattered(t, indices, 'in the order of the answers')
    scattered(
      t,
      indices.filter((_, number) => number % 2 === 0),
      'of one service',
    )
    const sorted = indices.toSorted((a, b) => a - b)
    t.ok((sorted[0] as number) < 131_072 / 8, 'they begin early in the list')
    t.ok((sorted.at(-1) as number) > (131_072 * 7) / 8, 'and end late')
  })

  t.test('show every revocation, whichever service made it', async (t) => {
    const revoked = awards.filter((_, number) => number % 3 === 0)
    await each(revoked, async ({ id }, number) => {
      const { admin } = services[number % 2] as Service
      const { status } = await admin.post(`/v1/assertions/${id}/revocation`, { reason: 'A test.' })
      t.equal(status, 200)
      // Reading between the changes makes lists that are overtaken at once.
      await read(services[(number + 1) % 2] as Service, url)
    })
    const expected = revoked.map((award) => Number(listOf(award).statusListIndex))
    const set = async (service: Service) => {
      const { list } = await currentList(service, url)
      const places = Array.from({ length: list.length }, (_, index) => index)
      return places.filter((index) => list.getStatus(index))
    }
    const inOrder = expected.toSorted((a, b) => a - b)
    for (const service of services) {
      // A list that was changed all the time may be a second late.
      const deadline = Date.now() + 10_000
      while ((await set(service)).join() !== inOrder.join() && Date.now() < deadline);
      t.strictSame(await set(service), inOrder)
    }
    for (const [number, award] of awards.slice(0, 6).entries()) {
      const { credential } = award
      const { body } = await two.as(null).post('/v1/verify', { credential })
      t.equal(body.verdict, number % 3 === 0 ? 'invalid' : 'valid')
    }
  })
})

/** Says that indices are not given in sequence: next to no neighbours follow one another. */
function scattered(t: Test, indices: number[], name: string) {
  const steps = indices.slice(1).map((index, at) => index - (indices[at] as number))
  // By chance 200 awards have a neighbour within 16 places once in some twenty runs; three, never.
  t.ok(steps.filter((step) => Math.abs(step) <= 16).length < 3, name)
  const rising = steps.filter((step) => step > 0).length / steps.length
  t.ok(rising > 0.25 && rising < 0.75, `${name}: as often up as down`)
}

function contentType(headers: Headers): string {
  return (headers.get('content-type') ?? '').replace(/; ?charset=utf-8$/, '')
}
