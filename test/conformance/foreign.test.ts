// Credentials of other platforms, made by the libraries, hosted on an https server on this machine
// and verified over HTTP. A did:web is resolved the whole way: name, TLS, document.
import t, { type Test } from 'tap'
import type { JsonObject } from '../../src/credentials/index.ts'
import { startServer } from '../outbound/loopback-server.ts'
import { type Service, startService } from '../support/service.ts'
import {
  type ForeignHost,
  type ForeignIssuer,
  foreignBadge,
  foreignIssuer,
  foreignStatusList,
  type Suite,
  startForeignHost,
  statusEntry,
} from './foreign-issuer.ts'
import { loopbackOnly } from './loopback-only.ts'

const suites: Suite[] = ['eddsa-rdfc-2022', 'Ed25519Signature2020']

type Report = {
  verdict: string
  checks: { name: string; outcome: string; code?: string }[]
}

async function verify(service: Service, request: object): Promise<Report> {
  const { status, body, text } = await service.as(null).post('/v1/verify', request)
  if (status !== 200) throw new Error(`expected 200, got ${status}: ${text}`)
  return body
}

/** The report of a verdict with the one check that made it so. */
const because = (verdict: string, name: string, code: string) => ({
  verdict,
  checks: [{ name, outcome: verdict === 'invalid' ? 'failed' : 'inconclusive', code }],
})

/** Compares a report with a verdict and the checks that did not pass. */
function says(t: Test, report: Report, expected: ReturnType<typeof because>, name: string) {
  const checks = report.checks
    .filter(({ outcome }) => outcome === 'failed' || outcome === 'inconclusive')
    .map(({ name, outcome, code }) => ({ name, outcome, code }))
  t.strictSame({ verdict: report.verdict, checks }, expected, name)
}

/** Both kinds of issuers; the second is published at the host. */
async function issuersAt(host: ForeignHost): Promise<Record<string, ForeignIssuer>> {
  const web = await foreignIssuer(host.did('issuer'))
  host.publishDid(web)
  return { 'did:key': await foreignIssuer(), 'did:web': web }
}

t.test('other platforms', async (t) => {
  const refused = loopbackOnly(t)
  const service = await startService(t)
  const host = await startForeignHost(t)
  const issuers = await issuersAt(host)
  const web = issuers['did:web'] as ForeignIssuer

  for (const [method, issuer] of Object.entries(issuers)) {
    for (const suite of suites) {
      t.test(`a badge of a ${method} with ${suite}`, async (t) => {
        const badge = await issuer.sign(foreignBadge(issuer.did), suite)
        t.match(await verify(service, { credential: badge }), {
          verdict: 'valid',
          credential: { name: 'Night Walker', issuer: { id: issuer.did, name: 'Elsewhere' } },
        })
        const url = host.publish('/badges/1', badge)
        t.match(await verify(service, { url }), {
          verdict: 'valid',
          checks: [{ name: 'retrieval', outcome: 'passed' }],
        })
        const forged = { ...badge, name: 'Night Talker' }
        const signature = because('invalid', 'proof', 'invalid-signature')
        says(t, await verify(service, { credential: forged }), signature, 'one character changed')
        host.publish('/badges/1', forged)
        says(t, await verify(service, { url }), signature, 'the same, read from an URL')
      })

      t.test(`the status of a badge of a ${method} with ${suite}`, async (t) => {
        const list = `${host.origin}/status/${method.slice(4)}-${suite}`
        const path = new URL(list).pathname
        const signed = async (index: number) => ({
          credential: await issuer.sign(
            foreignBadge(issuer.did, { credentialStatus: statusEntry(list, index) }),
            suite,
          ),
        })
        const [kept, revoked] = [await signed(4711), await signed(4712)]
        const unavailable = because('inconclusive', 'status', 'status-list-unavailable')

        says(t, await verify(service, kept), unavailable, 'the list is not there')
        host.publish(path, await foreignStatusList(issuer, list, [4712]))
        t.equal((await verify(service, kept)).verdict, 'valid', 'its bit is not set')
        says(
          t,
          await verify(service, revoked),
          because('invalid', 'status', 'revoked'),
          'its bit is',
        )

        const stranger = await foreignIssuer()
        const forged = { ...(await foreignStatusList(stranger, list, [])), issuer: issuer.did }
        host.publish(path, forged)
        const invalid = because('invalid', 'status', 'status-list-invalid')
        says(t, await verify(service, revoked), invalid, 'a list that somebody else has signed')
      })

      t.test(`a key that a ${method} does not control, with ${suite}`, async (t) => {
        const thief = await foreignIssuer()
        const notTheirs = because('invalid', 'issuer-key', 'key-not-issuers')
        const badge = foreignBadge(issuer.did)
        says(
          t,
          await verify(service, { credential: await thief.sign(badge, suite) }),
          notTheirs,
          'the proof names the key of the thief',
        )
        const liar = await foreignIssuer(host.did('liar'))
        const [method] = liar.didDocument.verificationMethod as [JsonObject]
        method.controller = issuer.did
        host.publishDid(liar)
        says(
          t,
          await verify(service, { credential: await liar.sign(badge, suite) }),
          notTheirs,
          'the document of the thief claims the issuer as controller of the key',
        )
        says(
          t,
          await verify(service, {
            credential: await thief.sign(badge, suite, issuer.verificationMethod),
          }),
          because('invalid', 'proof', 'invalid-signature'),
          'the proof names the key of the issuer',
        )
      })
    }
  }

  t.test('a badge of the data model 1.1', async (t) => {
    const issuer = await foreignIssuer()
    const { validFrom, ...badge } = foreignBadge(issuer.did, {
      '@context': [
        'https://www.w3.org/2018/credentials/v1',
        'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json',
        'https://w3id.org/security/suites/ed25519-2020/v1',
      ],
    })
    const credential = await issuer.sign(
      { ...badge, issuanceDate: validFrom },
      'Ed25519Signature2020',
    )
    t.equal((await verify(service, { credential })).verdict, 'valid')
  })

  t.test('a key that its own issuer lists, but not for assertions', async (t) => {
    const careful = await foreignIssuer(host.did('careful'))
    careful.didDocument.assertionMethod = []
    careful.didDocument.authentication = [careful.verificationMethod]
    host.publishDid(careful)
    const credential = await careful.sign(foreignBadge(careful.did), 'eddsa-rdfc-2022')
    const expected = because('invalid', 'issuer-key', 'key-not-issuers')
    says(t, await verify(service, { credential }), expected, 'no assertionMethod')
  })

  t.test('a did:web that cannot be read', async (t) => {
    const missing = await foreignIssuer(host.did('missing'))
    const credential = await missing.sign(foreignBadge(missing.did), 'eddsa-rdfc-2022')
    t.match(await verify(service, { credential }), {
      verdict: 'inconclusive',
      checks: [{}, {}, { name: 'proof', outcome: 'inconclusive', code: 'did-unavailable' }],
    })
    host.publish('/missing/did.json', web.didDocument)
    const expected = because('invalid', 'proof', 'did-invalid')
    says(t, await verify(service, { credential }), expected, 'the document of another DID')
  })

  t.test('an unknown context is never fetched', async (t) => {
    const before = host.contacts()
    const url = host.publish('/context', { '@context': { '@vocab': 'https://terms.example.org/' } })
    const issuer = issuers['did:key'] as ForeignIssuer
    const badge = await issuer.sign(foreignBadge(issuer.did), 'eddsa-rdfc-2022')
    const credential = { ...badge, '@context': [...(badge['@context'] as string[]), url] }
    const expected = because('invalid', 'context', 'unknown-context')
    says(t, await verify(service, { credential }), expected, 'it is a failed check')
    t.equal(host.contacts(), before, 'and its server has heard of nothing')
  })

  t.test('a term that no context defines', async (t) => {
    const issuer = issuers['did:key'] as ForeignIssuer
    const badge = await issuer.sign(foreignBadge(issuer.did), 'eddsa-rdfc-2022')
    const subject = badge.credentialSubject as JsonObject
    const expected = because('invalid', 'context', 'undefined-term')
    for (const credential of [
      { ...badge, honours: 'first class' },
      { ...badge, credentialSubject: { ...subject, honours: 'first class' } },
      { ...badge, type: [...(badge.type as string[]), 'HonoursCredential'] },
    ]) {
      says(t, await verify(service, { credential }), expected, 'nothing vouches for it')
    }
  })

  t.test('an URL that leads nowhere', async (t) => {
    const { port } = await startServer(t, (_request, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end()
    })
    for (const [url, code] of [
      [`${host.origin}/badges/none`, 'http-status'],
      [`http://127.0.0.1:${port}/`, 'blocked'],
      ['http://127.0.0.1:1/', 'unreachable'],
    ] as const) {
      says(t, await verify(service, { url }), because('inconclusive', 'retrieval', code), url)
    }
  })

  t.test('when its server is down', async (t) => {
    const list = 'https://localhost:1/status/1'
    const issuer = issuers['did:key'] as ForeignIssuer
    const badge = foreignBadge(issuer.did, { credentialStatus: statusEntry(list, 1) })
    const credential = await issuer.sign(badge, 'eddsa-rdfc-2022')
    const expected = because('inconclusive', 'status', 'status-list-unavailable')
    says(t, await verify(service, { credential }), expected, 'the status is not known')
  })

  t.test('nobody else was asked', async (t) => t.strictSame(refused, []))
})

t.test('addresses that are not public are not contacted', async (t) => {
  const refused = loopbackOnly(t)
  const service = await startService(t, { env: { OUTBOUND_ALLOW_LOOPBACK: 'false' } })
  const host = await startForeignHost(t)
  const { port, contacts } = await startServer(t, (_request, response) => response.end('{}'))
  const { port: hostPort } = new URL(host.origin)

  t.test('as the URL of a credential', async (t) => {
    const addresses = [
      `http://127.0.0.1:${port}/`,
      `http://localhost:${port}/`,
      `https://localhost:${hostPort}/badges/1`,
      `https://127.0.0.1:${hostPort}/`,
      `https://127.1:${hostPort}/`,
      `https://2130706433:${hostPort}/`,
      `https://0x7f000001:${hostPort}/`,
      `https://[::1]:${hostPort}/`,
      `https://[::ffff:127.0.0.1]:${hostPort}/`,
      `https://0.0.0.0:${hostPort}/`,
      'http://169.254.169.254/latest/meta-data',
      'https://169.254.169.254/latest/meta-data',
      'https://10.0.0.1/',
      'https://192.168.1.1/',
      'https://[fd00::1]/',
      'https://metadata.google.internal/',
      'https://user:secret@badges.example.org/',
    ]
    const expected = because('inconclusive', 'retrieval', 'blocked')
    for (const url of addresses) says(t, await verify(service, { url }), expected, url)
  })

  t.test('as the did:web of an issuer', async (t) => {
    const issuer = await foreignIssuer(host.did('issuer'))
    host.publishDid(issuer)
    const credential = await issuer.sign(foreignBadge(issuer.did), 'eddsa-rdfc-2022')
    t.equal((await verify(service, { credential })).verdict, 'inconclusive')
  })

  t.test('as the status list of a credential', async (t) => {
    const issuer = await foreignIssuer()
    for (const list of [`${host.origin}/status`, `http://127.0.0.1:${port}/status`]) {
      const badge = foreignBadge(issuer.did, { credentialStatus: statusEntry(list, 1) })
      const credential = await issuer.sign(badge, 'eddsa-rdfc-2022')
      const expected = because('inconclusive', 'status', 'status-list-unavailable')
      says(t, await verify(service, { credential }), expected, list)
    }
  })

  t.test('not once', async (t) => {
    t.equal(host.contacts(), 0)
    t.equal(contacts(), 0)
    t.strictSame(refused, [])
  })
})
