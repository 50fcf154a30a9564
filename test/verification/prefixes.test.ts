import t from 'tap'
import { type JsonObject, OPEN_BADGES_V3 } from '../../src/credentials/index.ts'
import { verifyCredential } from '../../src/verification/index.ts'
import { at, keyIssuer } from '../credentials/samples.ts'
import { signedPlain } from './standing.ts'
import { listUrl, outcome, world } from './world.ts'

// In JSON-LD a term whose IRI ends like a path can be put in the place of the beginning of other IRIs
// (`x:123`). The signature covers the IRI in full, and whoever reads the JSON sees another one. With an
// empty array the term is used without saying anything.

const issuer = await keyIssuer()
const id = 'https://issuer.example/credentials/123'
const credential = await signedPlain(issuer, {
  '@context': [
    'https://www.w3.org/ns/credentials/v2',
    OPEN_BADGES_V3,
    'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json',
  ],
  id,
  credentialSubject: { id: 'https://people.example/ada@example.org', name: 'Ada' },
  credentialStatus: { id: listUrl, type: '1EdTechRevocationList' },
})

/** The same credential with one more context of its own. */
function withPrefix(definitions: JsonObject, changes: JsonObject): JsonObject {
  const contexts = credential['@context'] as unknown[]
  const used = Object.fromEntries(Object.keys(definitions).map((term) => [term, []]))
  return { ...credential, '@context': [...contexts, definitions], ...used, ...changes }
}

t.test('a revoked credential gets no other id', async (t) => {
  const lists = { [listUrl]: { id: listUrl, revokedCredential: [{ id }] } }
  const environment = await world({ lists })
  t.equal(await outcome(credential, environment), 'invalid status revoked')
  const renamed = withPrefix({ x: 'https://issuer.example/credentials/' }, { id: 'x:123' })
  t.equal(await outcome(renamed, environment), 'invalid context inline-context')
})

t.test('a subject does not become somebody else', async (t) => {
  const environment = await world({ lists: { [listUrl]: { id: listUrl } } })
  const recipient = { type: 'email', value: 'ada@example.org' }
  const asIs = await verifyCredential(credential, environment, { recipient })
  t.equal(asIs.verdict, 'inconclusive', 'it names nobody by an e-mail address')
  const credentialSubject = { ...at(credential, 'credentialSubject'), id: 'mailto:ada@example.org' }
  const renamed = withPrefix({ mailto: 'https://people.example/' }, { credentialSubject })
  const { verdict } = await verifyCredential(renamed, environment, { recipient })
  t.equal(verdict, 'invalid')
})

t.test('whatever the IRI ends with', async (t) => {
  const environment = await world({ lists: { [listUrl]: { id: listUrl } } })
  for (const end of [':', '/', '?', '#', '[', ']', '@']) {
    const bent = withPrefix({ x: `https://issuer.example/credentials${end}` }, {})
    t.equal(await outcome(bent, environment), 'invalid context inline-context', end)
  }
})
