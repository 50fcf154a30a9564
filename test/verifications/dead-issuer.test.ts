// An issuer whose server is dead gets no verdict, soon; and nobody else waits for it.
import t, { type Test } from 'tap'
import { startServer, startTcpServer } from '../outbound/loopback-server.ts'
import { startService } from '../support/service.ts'
import { strangersBadge, strangersKey } from './strangers.ts'

const did = (port: number, name: number) => `did:web:localhost%3A${port}:issuers:${name}`

/** A badge whose issuer lists its key at its own address. */
const badgeOf = async (issuer: string) => {
  const key = await strangersKey({ controller: issuer, verificationMethod: `${issuer}#key-1` })
  return { badge: await strangersBadge({ issuer, key }), key }
}

/** An issuer whose server answers, and how often it was asked for what. */
async function livingIssuer(t: Test) {
  const asked: string[] = []
  const server = await startServer(t, ({ url = '' }, response) => {
    asked.push(url)
    response.setHeader('cache-control', 'max-age=60')
    if (url === '/issuer') response.end(JSON.stringify(document))
    else response.writeHead(404).end()
  })
  const issuer = `http://127.0.0.1:${server.port}/issuer`
  const { badge, key } = await badgeOf(issuer)
  const { verificationMethod: id, publicKeyMultibase } = key
  const method = { id, type: 'Multikey', controller: issuer, publicKeyMultibase }
  const document = { id: issuer, type: 'Profile', assertionMethod: [method] }
  return { badge, asked }
}

const service = await startService(t)

t.test('a dead issuer is inconclusive within bounds and slows nobody else', async (t) => {
  const verify = async (credential: object) => {
    const began = performance.now()
    const { status, body } = await service.as(null).post('/v1/verify', { credential })
    t.equal(status, 200)
    return { ms: performance.now() - began, body }
  }
  const dead = await startTcpServer(t, () => {})
  const living = await livingIssuer(t)
  await verify(await strangersBadge())

  const badges = [1, 2, 3].map(async (name) => (await badgeOf(did(dead.port, name))).badge)
  let over = 0
  const stuck = (await Promise.all(badges)).map(async (badge) => {
    const verification = await verify(badge)
    over += 1
    return verification
  })
  const others = await Promise.all(Array.from({ length: 20 }, () => verify(living.badge)))
  t.equal(over, 0, 'the others are done while those still wait')
  for (const { ms, body } of others) {
    t.equal(body.verdict, 'valid')
    t.ok(ms < 4_000, `${Math.round(ms)} milliseconds`)
  }
  t.same(living.asked, ['/issuer'], 'and their issuer was asked once')

  for (const { ms, body } of await Promise.all(stuck)) {
    t.equal(body.verdict, 'inconclusive')
    t.match(
      body.checks.find(({ name }: { name: string }) => name === 'issuer-key'),
      { outcome: 'inconclusive', code: 'did-unavailable' },
    )
    t.ok(ms < 8_000, `${Math.round(ms)} milliseconds`)
  }
  const contacts = dead.contacts()
  const later = await verify((await badgeOf(did(dead.port, 4))).badge)
  t.equal(later.body.verdict, 'inconclusive')
  t.ok(later.ms < 4_000, 'then it is not even asked')
  t.equal(dead.contacts(), contacts)
})

t.test('an issuer that is gone for good, or refuses, gives no verdict either', async (t) => {
  for (const status of [401, 404, 410, 500, 503]) {
    const server = await startServer(t, (_request, response) => response.writeHead(status).end())
    const { badge } = await badgeOf(`http://127.0.0.1:${server.port}/issuer`)
    const { body } = await service.as(null).post('/v1/verify', { credential: badge })
    t.equal(body.verdict, 'inconclusive', String(status))
  }
})

t.test('a key that is taken away is missed as soon as the list of keys is stale', async (t) => {
  let time = Date.parse('2026-03-01T12:00:00Z')
  const service = await startService(t, { now: () => new Date(time) })
  let methods: object[] = []
  const server = await startServer(t, ({ url }, response) => {
    response.setHeader('cache-control', 'max-age=86400')
    if (url !== '/issuer') return response.writeHead(404).end()
    return response.end(JSON.stringify({ id: issuer, assertionMethod: methods }))
  })
  const issuer = `http://127.0.0.1:${server.port}/issuer`
  const { badge, key } = await badgeOf(issuer)
  const { verificationMethod: id, publicKeyMultibase } = key
  methods = [{ id, type: 'Multikey', controller: issuer, publicKeyMultibase }]
  const verdict = async () =>
    (await service.as(null).post('/v1/verify', { credential: badge })).body.verdict
  t.equal(await verdict(), 'valid')
  methods = []
  time += 5 * 60_000 - 1
  t.equal(await verdict(), 'valid', 'for five minutes at the most, whatever the server said')
  time += 1
  t.equal(await verdict(), 'invalid')
})
