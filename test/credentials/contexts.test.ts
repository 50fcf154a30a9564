import t from 'tap'
import {
  bundledContextUrls,
  CLR_V2,
  CREDENTIALS_V2,
  documentLoader,
  ED25519_2020,
  isBundledContext,
  OPEN_BADGES_V3,
  UnknownContextError,
} from '../../src/credentials/index.ts'
import { needsShared, sharedJson } from './shared.ts'

t.test('contexts that credentials of our time use are bundled', async (t) => {
  for (const url of [
    'https://www.w3.org/2018/credentials/v1',
    CREDENTIALS_V2,
    'https://purl.imsglobal.org/spec/ob/v3p0/context.json',
    'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json',
    'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json',
    OPEN_BADGES_V3,
    'https://purl.imsglobal.org/spec/clr/v2p0/context.json',
    CLR_V2,
    ED25519_2020,
    'https://w3id.org/security/data-integrity/v1',
    'https://w3id.org/security/data-integrity/v2',
    'https://w3id.org/security/multikey/v1',
    'https://www.w3.org/ns/did/v1',
    'https://www.w3.org/ns/credentials/status/v1',
    'https://w3id.org/vc/status-list/2021/v1',
  ]) {
    const loaded = await documentLoader(url)
    t.ok('@context' in loaded.document, url)
    t.equal(loaded.documentUrl, url)
    t.ok(isBundledContext(url))
  }
})

t.test('an unknown context is refused by name and never fetched', async (t) => {
  const realFetch = globalThis.fetch
  let fetched = 0
  globalThis.fetch = async () => {
    fetched += 1
    return new Response('{}')
  }
  t.teardown(() => {
    globalThis.fetch = realFetch
  })
  const url = 'https://stranger.example/context.jsonld'
  const error = await documentLoader(url).catch((error: unknown) => error)
  t.ok(error instanceof UnknownContextError)
  t.equal((error as UnknownContextError).url, url)
  t.equal(fetched, 0)
  t.notOk(isBundledContext(url))
})

t.test('nobody can alter a bundled context', async (t) => {
  for (const url of bundledContextUrls) {
    const { document } = await documentLoader(url)
    const open: unknown[] = [document]
    for (let value = open.pop(); value !== undefined; value = open.pop()) {
      if (typeof value !== 'object' || value === null) continue
      if (!Object.isFrozen(value)) t.fail(`${url} is not frozen throughout`)
      open.push(...Object.values(value).filter((member) => member !== undefined))
    }
  }
})

t.test('a bundled context says the same as the file that its authors publish', async (t) => {
  const files: [string, string][] = [
    [CREDENTIALS_V2, 'fixtures/w3c-vc-contexts/credentials-v2.jsonld'],
    [
      'https://w3id.org/security/data-integrity/v2',
      'fixtures/w3c-vc-contexts/data-integrity-v2.jsonld',
    ],
    ['https://w3id.org/security/multikey/v1', 'fixtures/w3c-vc-contexts/multikey-v1.jsonld'],
    [OPEN_BADGES_V3, 'standards/ob_v3p0/context-3.0.3.json'],
    ...['context', 'context-3.0.1', 'context-3.0.2', 'context-3.0.3'].map(
      (name): [string, string] => [
        `https://purl.imsglobal.org/spec/ob/v3p0/${name}.json`,
        `fixtures/1edtech-openbadges-specification/${name}.json`,
      ],
    ),
    [
      'https://www.w3.org/2018/credentials/v1',
      'fixtures/1edtech-validator-samples/contexts/2018-credentials-v1.jsonld',
    ],
    [CLR_V2, 'fixtures/1edtech-validator-samples/contexts/clr-v2p0-2.0.1.json'],
    [
      'https://purl.imsglobal.org/spec/clr/v2p0/context.json',
      'fixtures/1edtech-validator-samples/contexts/clr-v2p0.json',
    ],
    [ED25519_2020, 'fixtures/1edtech-validator-samples/contexts/suites-ed25519-2020.jsonld'],
  ]
  for (const [url, path] of files) {
    t.test(url, needsShared(path), async (t) => {
      const { document } = await documentLoader(url)
      t.strictSame(JSON.parse(JSON.stringify(document)), sharedJson(path))
    })
  }
})

t.test('no bundled context has a second name for what a verifier decides by', async (t) => {
  // Otherwise the holder of a revoked badge could rename `credentialStatus` under an intact signature.
  const decisive = new Map(
    [
      ...['credentialStatus', 'issuer', 'validFrom', 'validUntil', 'issuanceDate'],
      ...['expirationDate', 'credentialSubject', 'refreshService', 'termsOfUse'],
    ].map((term) => [`https://www.w3.org/2018/credentials#${term}`, term]),
  )
  const prefixes = new Map([['cred', 'https://www.w3.org/2018/credentials#']])
  for (const url of bundledContextUrls) {
    const open: unknown[] = [(await documentLoader(url)).document]
    for (let value = open.pop(); value !== undefined; value = open.pop()) {
      if (typeof value !== 'object' || value === null) continue
      for (const [term, definition] of Object.entries(value)) {
        const id = typeof definition === 'string' ? definition : definition?.['@id']
        const [prefix = '', suffix] = String(id).split(':')
        const iri = prefixes.has(prefix) ? `${prefixes.get(prefix)}${suffix}` : String(id)
        if (!term.startsWith('@') && decisive.has(iri)) t.equal(term, decisive.get(iri), url)
        if (typeof definition === 'object') open.push(definition)
      }
    }
  }
  t.pass('looked through all of them')
})
