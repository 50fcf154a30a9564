// The checks after the signature, of credentials that somebody else hosts, over HTTP.
import { writeFileSync } from 'node:fs'
import t from 'tap'
import { foreignBadge, foreignIssuer, startForeignHost } from '../conformance/foreign-issuer.ts'
import { published } from '../credential-formats/published.ts'
import { notAProblem } from '../support/problem.ts'
import { startService } from '../support/service.ts'

const EXTENSIONS = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'
const { service, credentialUrl, credential } = await published(t)
const anybody = service.as(null)

/** The report, with its checks by name. */
async function verify(request: object) {
  const { status, body } = await anybody.post('/v1/verify', request)
  t.equal(status, 200)
  const entries = (body.checks as { name: string }[]).map((check) => [check.name, check])
  return { ...body, ...Object.fromEntries(entries) }
}

t.test('newer copies and revocation lists are read where the badge says', async (t) => {
  const host = await startForeignHost(t)
  const issuer = await foreignIssuer()
  const badge = foreignBadge(issuer.did)
  const context = [...(badge['@context'] as string[]), EXTENSIONS]
  const signed = (changes: object) =>
    issuer.sign({ ...badge, '@context': context, ...changes }, 'eddsa-rdfc-2022')
  const refreshService = {
    id: `${host.origin}/refresh/1`,
    type: '1EdTechCredentialRefresh',
  }
  const credentialStatus = { id: `${host.origin}/revoked`, type: '1EdTechRevocationList' }
  const old = await signed({ refreshService, validUntil: '2025-02-01T00:00:00Z' })

  t.match(await verify({ credential: old }), {
    verdict: 'invalid',
    refresh: { outcome: 'skipped' },
    validity: { code: 'expired' },
  })
  host.publish('/refresh/1', await signed({ refreshService, credentialStatus, name: 'Walker' }))
  host.publish('/revoked', { id: `${host.origin}/revoked`, revokedCredential: [] })
  t.match(await verify({ credential: old }), {
    verdict: 'valid',
    refresh: { outcome: 'passed' },
    status: { outcome: 'passed' },
    credential: { name: 'Walker' },
  })
})

t.test('the recipient is compared with what the badge says, and told to nobody', async (t) => {
  const { issuer } = credential as { issuer: { id: string } }
  const { id } = (credential as { credentialSubject: { id: string } }).credentialSubject
  const ask = (type: string, value: string) => verify({ credential, recipient: { type, value } })
  t.match(await ask('id', id), { verdict: 'valid', recipient: { outcome: 'passed' } })
  t.match(await ask('id', issuer.id), {
    verdict: 'invalid',
    recipient: { code: 'recipient-mismatch' },
  })
  const report = await ask('email', 'somebody-else@example.org')
  t.notMatch(JSON.stringify(report), 'somebody-else')

  const form = (fields: Record<string, string>, file: Uint8Array<ArrayBuffer>) => {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    body.append('file', new Blob([file]), 'badge.png')
    return anybody.send('POST', '/v1/verify', { body })
  }
  const png = new Uint8Array(await (await fetch(`${credentialUrl}.png`)).arrayBuffer())
  const named = { 'recipient.type': 'email', 'recipient.value': 'somebody-else@example.org' }
  const { body } = await form(named, png)
  t.match(
    body.checks.find(({ name }: { name: string }) => name === 'recipient'),
    {
      code: /^recipient-/,
    },
  )
  for (const fields of [
    { 'recipient.type': 'email' },
    { 'recipient.value': 'x' },
    { ...named, 'recipient.type': '' },
    { checkEvidence: 'yes' },
    { colour: 'red' },
  ]) {
    const refused = await form(fields, png)
    t.equal(refused.status, 400, JSON.stringify(fields))
    t.equal(notAProblem(refused), null)
  }
  for (const recipient of [{ type: 'email' }, { type: '', value: 'x' }, 'ada', { a: 1 }]) {
    t.equal((await anybody.post('/v1/verify', { credential, recipient })).status, 400)
  }
  t.notMatch(service.log(), 'somebody-else')
})

t.test('evidence is tried when the caller asks', async (t) => {
  const host = await startForeignHost(t)
  const issuer = await foreignIssuer()
  const evidence = [{ id: host.publish('/film', 'x'), type: ['Evidence'], name: 'A film' }]
  const badge = await issuer.sign(foreignBadge(issuer.did, { evidence }), 'eddsa-rdfc-2022')
  t.match(await verify({ credential: badge }), { evidence: { outcome: 'skipped' } })
  t.equal(host.contacts(), 0)
  t.match(await verify({ credential: badge, checkEvidence: true }), {
    verdict: 'valid',
    evidence: { outcome: 'passed' },
  })
  const large = [{ ...evidence[0], id: host.publish('/long', 'x'.repeat(3_000_000)) }]
  const long = await issuer.sign(foreignBadge(issuer.did, { evidence: large }), 'eddsa-rdfc-2022')
  t.match(
    await verify({ credential: long, checkEvidence: true }),
    { evidence: { outcome: 'passed' } },
    'it is there, however long it is',
  )
  const gone = [{ ...evidence[0], id: `${host.origin}/gone` }]
  const lost = await issuer.sign(foreignBadge(issuer.did, { evidence: gone }), 'eddsa-rdfc-2022')
  t.match(await verify({ credential: lost, checkEvidence: true }), {
    verdict: 'invalid',
    evidence: { code: 'evidence-missing' },
  })
})

t.test('registries of issuers', async (t) => {
  const host = await startForeignHost(t)
  const [listed, published, stranger] = [
    await foreignIssuer(),
    await foreignIssuer(),
    await foreignIssuer(),
  ]
  const registry = { [published.did]: { name: 'Elsewhere', url: 'https://elsewhere.example' } }
  const registries = [
    { name: 'Ours', issuers: { [listed.did]: { name: 'A friend' } } },
    { name: 'Theirs', url: host.publish('/registry.json', { meta: {}, registry }) },
    { name: 'Next door', waymark: service.url },
  ]
  const file = `${t.testdir()}/registries.json`
  writeFileSync(file, JSON.stringify({ registries }))
  let now = Date.now()
  const other = await startService(t, {
    env: { ISSUER_REGISTRIES: file },
    now: () => new Date(now),
  })
  const trust = async (credential: unknown) => {
    const { body } = await other.as(null).post('/v1/verify', { credential })
    return body.checks.find(({ name }: { name: string }) => name === 'issuer-trust')
  }
  const badgeOf = (issuer: typeof listed) =>
    issuer.sign(foreignBadge(issuer.did), 'eddsa-rdfc-2022')
  t.match(await trust(await badgeOf(listed)), { outcome: 'passed', detail: /“Ours” as “A friend”/ })
  const known = await badgeOf(published)
  t.match(await trust(known), { outcome: 'passed', detail: /“Theirs” as “Elsewhere”/ })
  t.match(await trust(await badgeOf(stranger)), { outcome: 'skipped', detail: /No registry/ })

  const contacts = host.contacts()
  host.publish('/registry.json', undefined)
  now += 60 * 60_000
  t.match(await trust(known), { outcome: 'passed' }, 'the last good copy goes on answering')
  t.match(await trust(known), { outcome: 'passed' })
  t.equal(host.contacts(), contacts + 1, 'and was tried to be renewed')

  const { body } = await service.as(null).get('/.well-known/issuer-registry.json')
  const { issuer } = credential as { issuer: { id: string; name: string } }
  t.equal(body.registry[issuer.id].name, issuer.name, 'what a neighbour reads here')
})
