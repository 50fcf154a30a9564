// Open Badges 2.0 with hosted verification, as a backpack reads it: from the assertion's URL on.
import { createHash } from 'node:crypto'
import jsonld from 'jsonld'
import t from 'tap'
import { type Awarded, awardVariants } from '../conformance/variants.ts'
import { needsShared, sharedJson } from '../credentials/shared.ts'
import type { Answer } from '../support/client.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { ADMIN_API_KEY, type Service, startService } from '../support/service.ts'
import { problemsOf } from './rules.ts'

const email = { type: 'email', value: 'Ada.Lovelace@Example.org' }
const card = { type: 'library-card', value: '2900 1234', authority: 'harbour' }
const contact = 'badges@library.example.org'
const hosted = ({ credentialUrl }: { credentialUrl: string }) =>
  credentialUrl.replace('/credentials/', '/ob2/assertions/')

/** The three documents of a badge, each found through the one before. */
async function imported(service: Service, award: { credentialUrl: string }) {
  const anybody = service.as(null)
  const here = (url: string) => url.replace(service.publicUrl, service.url)
  const read = async (url: string): Promise<Answer> => {
    const answer = await anybody.get(here(url))
    t.equal(answer.status, 200, `${url}: ${answer.text.slice(0, 200)}`)
    t.equal(answer.body.id, url, 'the id is its own address')
    return answer
  }
  const assertion = await read(hosted(award))
  const badgeClass = await read(assertion.body.badge)
  const issuer = await read(badgeClass.body.issuer)
  return { assertion: assertion.body, badgeClass: badgeClass.body, issuer: issuer.body }
}

t.test('every award has all that the standard requires', async (t) => {
  const service = await startService(t)
  const awards: Awarded[] = await awardVariants(service, ['eddsa-rdfc-2022'])
  t.ok(awards.length > 3)
  const documents = await Promise.all(
    awards.map(async ({ name, issuer, ...award }) => {
      await service.admin.patch(`/v1/issuers/${issuer.id}`, { email: contact })
      return { name, ...(await imported(service, award)) }
    }),
  )
  for (const { name, assertion, badgeClass, issuer } of documents) {
    t.strictSame(problemsOf.Assertion(assertion), [], name)
    t.strictSame(problemsOf.BadgeClass(badgeClass), [], name)
    t.strictSame(problemsOf.Issuer(issuer), [], name)
    t.ok(
      assertion.id.startsWith(issuer.verification.startsWith),
      'within what the issuer vouches for',
    )
    t.equal(new URL(assertion.id).origin, new URL(issuer.id).origin, 'and on its origin')
  }

  await t.test('says what the credential says', async (t) => {
    for (const [number, { credential }] of awards.entries()) {
      const { assertion, badgeClass, issuer } = documents[number] as (typeof documents)[number]
      // biome-ignore lint/suspicious/noExplicitAny: a signed document, whatever it holds
      const subject = credential.credentialSubject as any
      t.match(assertion, { issuedOn: credential.validFrom })
      t.equal(assertion.expires, credential.validUntil)
      t.equal(assertion.narrative, subject.narrative)
      t.same(
        assertion.evidence?.map(({ type: _, ...rest }: object & { type: string }) => rest),
        (credential.evidence as { type: string }[] | undefined)?.map(
          ({ type: _, ...rest }) => rest,
        ),
      )
      const { achievement } = subject
      t.match(badgeClass, { name: achievement.name, description: achievement.description })
      t.same(badgeClass.tags, achievement.tag)
      t.same(
        badgeClass.alignment?.map(({ targetUrl }: { targetUrl: string }) => targetUrl),
        achievement.alignment?.map(({ targetUrl }: { targetUrl: string }) => targetUrl),
      )
      t.match(issuer, { name: (credential.issuer as { name: string }).name, email: contact })
    }
  })

  const needsContext = needsShared('standards/ob_v2p0/context.json')
  await t.test('and every word is defined by its context', needsContext, async (t) => {
    const context = sharedJson('standards/ob_v2p0/context.json')
    const options = {
      safe: true,
      documentLoader: async (url: string) => {
        if (url !== 'https://w3id.org/openbadges/v2') throw new Error(`another context: ${url}`)
        return { contextUrl: null, documentUrl: url, document: context }
      },
    }
    for (const { name, assertion, badgeClass, issuer } of documents) {
      for (const document of [assertion, badgeClass, issuer]) {
        // `id` as a type of recipient is a keyword in JSON-LD, which 2.0 did not mind.
        const recipient = { ...document.recipient, type: 'email' }
        const given = document.recipient ? { ...document, recipient } : document
        const [expanded] = await jsonld.expand(given, options)
        // All of its members but the context itself.
        t.equal(Object.keys(expanded ?? {}).length, Object.keys(document).length - 1, name)
      }
    }
  })
})

t.test('the recipient', async (t) => {
  const service = await startService(t)
  const { badgeClass } = await makeBadgeClass(service.admin, { issuer: { email: contact } })
  const award = async (recipient: object) =>
    made(await service.admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }))

  await t.test('is the hash of the e-mail address of the award', async (t) => {
    const given = await award(email)
    const { recipient } = (await imported(service, given)).assertion
    const hash = (salt: string) =>
      createHash('sha256').update(`ada.lovelace@example.org${salt}`).digest('hex')
    t.strictSame(recipient, {
      type: 'email',
      hashed: true,
      identity: `sha256$${hash(recipient.salt)}`,
      salt: recipient.salt,
    })
    t.match(given.credential.credentialSubject.identifier, [
      { identityHash: recipient.identity, salt: recipient.salt },
    ])
  })

  await t.test('without one is the opaque subject', async (t) => {
    const given = await award(card)
    t.strictSame((await imported(service, given)).assertion.recipient, {
      type: 'id',
      hashed: false,
      identity: given.credential.credentialSubject.id,
    })
  })
})

t.test('while the issuer has no e-mail address', async (t) => {
  const { admin, as } = await startService(t)
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const award = made(
    await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient: email }),
  )
  const url = hosted(award)
  const version = award.credential.credentialSubject.achievement.id.split('/').at(-1)
  const urls = [
    url,
    `${url}.png`,
    `${url}.svg`,
    `/ob2/badge-classes/${version}`,
    `/ob2/issuers/${issuer.id}`,
  ]
  for (const path of urls) {
    const answer = await as(null).get(path)
    t.match(answer, { status: 404, body: { errors: [{ field: 'email' }] } }, path)
    t.match(answer.body.detail, /email address of the issuer/)
  }
  t.equal((await admin.patch(`/v1/issuers/${issuer.id}`, { email: contact })).status, 200)
  for (const path of urls) t.equal((await as(null).get(path)).status, 200, path)
  t.equal((await admin.patch(`/v1/issuers/${issuer.id}`, { email: null })).status, 200)
  for (const path of urls) t.equal((await as(null).get(path)).status, 404, path)
})

t.test('what there is not', async (t) => {
  const { as } = await startService(t)
  const id = '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11'
  const paths = {
    publicId: ['assertions/AAAAAAAAAAAAAAAAAAAAAA', 'assertions/AAAAAAAAAAAAAAAAAAAAAA.png'],
    id: [`badge-classes/${id}`, `issuers/${id}`],
  }
  for (const [field, names] of Object.entries(paths)) {
    for (const name of names) {
      const answer = await as(null).get(`/ob2/${name}`)
      t.match(answer, { status: 404, body: { errors: [{ field }] } }, name)
      t.equal(answer.headers.get('access-control-allow-origin'), '*')
    }
  }
})

t.test('once revoked it answers 410 with the reason and nothing else', async (t) => {
  const { admin, as } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin, {
    issuer: { email: contact },
    badgeClass: { suspendable: true },
  })
  const award = made(
    await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient: email }),
  )
  const url = hosted(award)
  const path = `/v1/assertions/${award.id}`
  const gone = (revocationReason: string | RegExp) => ({
    status: 410,
    body: {
      '@context': 'https://w3id.org/openbadges/v2',
      id: url,
      type: 'Assertion',
      revoked: true,
      revocationReason,
    },
  })
  const before = await as(null).get(url)
  t.equal(before.status, 200)

  await t.test('suspended too, for the time being, without the reason', async (t) => {
    await admin.post(`${path}/suspension`, { reason: 'Somebody complained.' })
    const answer = await as(null).get(url)
    t.match(answer, gone(/^Suspended/))
    t.notMatch(answer.text, /complained/)
    for (const format of ['png', 'svg']) {
      t.equal((await as(null).get(`${url}.${format}`)).status, 410, format)
    }
    await admin.delete(`${path}/suspension`)
    t.strictSame((await as(null).get(url)).body, before.body, 'reinstated')
  })

  await admin.post(`${path}/revocation`, { reason: 'Awarded in error.' })
  const answer = await as(null).get(url, { 'if-none-match': before.headers.get('etag') as string })
  t.match(answer, gone('Awarded in error.'), 'whatever copy the caller has')
  t.equal(Object.keys(answer.body).length, 5)
  t.match(answer.headers.get('content-type'), /^application\/ld\+json/)
  t.match(answer.headers.get('cache-control'), /^public, no-cache$/)
  for (const format of ['png', 'svg']) {
    const image = await as(null).get(`${url}.${format}`)
    t.match(image, { status: 410, body: { detail: /Awarded in error/ } }, format)
  }
})

t.test('each version is a BadgeClass of its own, linked to the one before', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin, { issuer: { email: contact } })
  const award = async () =>
    made(await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient: email }))
  const first = await imported(service, await award())
  await admin.patch(`/v1/badge-classes/${badgeClass.id}`, { name: 'Podcast Editor' })
  const second = await imported(service, await award())
  t.match(first.badgeClass, { name: 'Podcast Producer', version: '1', related: undefined })
  t.match(second.badgeClass, {
    name: 'Podcast Editor',
    version: '2',
    related: [first.badgeClass.id],
  })
})

t.test('it is served for caches, browsers and both media types', async (t) => {
  const service = await startService(t)
  const { badgeClass } = await makeBadgeClass(service.admin, { issuer: { email: contact } })
  const award = made(
    await service.admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient: email }),
  )
  const { assertion, badgeClass: published, issuer } = await imported(service, award)
  const anybody = service.as(null)
  const types: [accept: string, type: RegExp][] = [
    ['*/*', /^application\/ld\+json/],
    ['application/ld+json, application/json, image/png', /^application\/ld\+json/],
    ['application/json', /^application\/json/],
    ['application/ld+json;q=0.5, application/json', /^application\/json/],
  ]
  for (const { id } of [assertion, published, issuer]) {
    for (const [accept, type] of types) {
      const answer = await anybody.get(id, { accept })
      t.match(answer, { status: 200, body: { id } })
      t.match(answer.headers.get('content-type'), type, `${id} as ${accept}`)
      t.equal(answer.headers.get('vary'), 'Accept')
      const caching = id === assertion.id ? 'public, no-cache' : 'public, max-age=60'
      t.equal(answer.headers.get('cache-control'), caching)
      t.equal(answer.headers.get('access-control-allow-origin'), '*')
      const etag = answer.headers.get('etag') as string
      t.equal((await anybody.get(id, { accept, 'if-none-match': etag })).status, 304)
    }
    t.match(await anybody.get(id, { accept: 'text/turtle' }), {
      status: 406,
      body: { detail: /application\/ld\+json, application\/json/ },
    })
  }
})

t.test('it tells nothing but what is meant for all', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin, { issuer: { email: contact } })
  const key = await makeKey(admin, ['assertions:write'], issuer.id)
  const award = made(
    await service
      .as(key)
      .post('/v1/assertions', { badgeClassId: badgeClass.id, recipient: email, note: 'A secret.' }),
  )
  const documents = await imported(service, award)
  t.notMatch(JSON.stringify(documents), /ada\.lovelace|A secret/i)
  t.notMatch(JSON.stringify([documents.assertion, documents.badgeClass]), new RegExp(contact))
  t.equal(documents.issuer.email, contact, 'the address of the issuer in its profile alone')
  const other = service.as(await makeKey(admin, ['assertions:read'], undefined))
  const withKey = await other.get(documents.assertion.id)
  t.same(withKey.body, documents.assertion, 'a key changes nothing')
  t.notMatch(service.log(), new RegExp(contact))
  t.notMatch(service.log(), new RegExp(ADMIN_API_KEY))
})
