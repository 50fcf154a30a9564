import t from 'tap'
import {
  type JsonObject,
  openBadgeCredential,
  signCredential,
  verifyProof,
} from '../../src/credentials/index.ts'
import { altered, at, award, keyIssuer, now } from '../credentials/samples.ts'
import { badgeOf, listUrl, outcome, statusList, world } from './world.ts'

// A signature covers the statements of a document, not its text. Each of these documents makes the
// same statements as the revoked badge that was signed, so its proof verifies; a verifier that reads
// members by their names would find no status in it.

const issuer = await keyIssuer()
const revoked = await badgeOf(issuer, { validUntil: undefined })
const environment = await world({ lists: { [listUrl]: await statusList(issuer, [4711]) } })
const credential = 'https://www.w3.org/2018/credentials#'

async function proofHolds(document: JsonObject): Promise<boolean> {
  const { publicKeyMultibase } = issuer.key
  const verificationMethod = { type: 'Multikey', publicKeyMultibase }
  const proof = at(document, 'proof', 0)
  return (await verifyProof({ document, proof, verificationMethod })).verified
}

t.test('the badge is revoked', async (t) => {
  t.equal(await outcome(revoked, environment), 'invalid status revoked')
})

t.test('renaming its status does not hide it', async (t) => {
  const { credentialStatus, ...rest } = revoked
  const disguises: [string, JsonObject][] = [
    ['a full IRI', { ...rest, [`${credential}credentialStatus`]: credentialStatus }],
    ['a nested block', { ...rest, '@nest': { credentialStatus } }],
    [
      'an included block',
      { ...rest, '@included': [{ id: rest.id, type: rest.type, credentialStatus }] },
    ],
    [
      'a term of its own',
      {
        ...rest,
        '@context': [
          ...(rest['@context'] as unknown[]),
          { standing: { '@id': `${credential}credentialStatus`, '@type': '@id' } },
        ],
        standing: credentialStatus,
      },
    ],
    [
      'a keyword for the id of the entry',
      altered(revoked, (copy) => {
        const entry = at(copy, 'credentialStatus')
        entry['@id'] = entry.id as never
        delete entry.id
      }),
    ],
  ]
  for (const [what, document] of disguises) {
    if (what !== 'a nested block' && what !== 'an included block') {
      t.ok(await proofHolds(document), `${what}: the proof holds`)
    }
    t.match(
      await outcome(document, environment),
      /^invalid context (disguised-term|inline-context)/,
      what,
    )
  }
})

t.test('a type in full does not hide what a document is', async (t) => {
  const vocabulary = 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#'
  const contexts = revoked['@context'] as string[]
  const clr = 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json'
  for (const [what, type, added] of [
    ['in full', `${vocabulary}OpenBadgeCredential`, []],
    ['with a prefix', 'obi:OpenBadgeCredential', [clr]],
  ] as const) {
    const renamed = {
      ...revoked,
      '@context': [...contexts, ...added],
      type: ['VerifiableCredential', type],
    }
    t.equal(await proofHolds(renamed), what === 'in full', `${what}: whether the proof holds`)
    t.equal(await outcome(renamed, environment), 'invalid context disguised-term', what)
  }
})

t.test('moving what it says to another place of the same id does not hide it', async (t) => {
  // An endorsement that speaks of the badge itself makes a second place where the badge can stand.
  const { did, key } = issuer
  const id = 'https://badges.example/credentials/9f2c'
  const unsigned = openBadgeCredential(award(did, { validUntil: undefined }))
  Object.assign(at(unsigned, 'credentialSubject'), {
    source: { id, type: ['Profile'] },
  })
  Object.assign(unsigned, {
    relatedResource: [{ id: 'https://a.example/r', digestSRI: `sha256-${'A'.repeat(43)}=` }],
  })
  const options = { key, suites: ['eddsa-rdfc-2022'] as const, created: now }
  const signed = await signCredential(unsigned, options)
  t.equal(await outcome(signed, environment), 'invalid status revoked')
  for (const member of ['credentialStatus', 'relatedResource', 'evidence']) {
    const moved = altered(signed, (copy) => {
      const source = at(copy, 'credentialSubject', 'source')
      source.type = ['Profile', 'VerifiableCredential'] as never
      source[member] = copy[member] as never
      delete copy[member]
    })
    t.ok(await proofHolds(moved), `${member}: the proof holds`)
    t.equal(await outcome(moved, environment), 'invalid context split-credential', member)
  }
})

t.test('places in two lists do not exchange what they say', async (t) => {
  const { credentialStatus } = revoked
  const entry = credentialStatus as JsonObject
  const other = { ...entry, statusPurpose: 'suspension', statusListIndex: '7' }
  const two = openBadgeCredential(award(issuer.did, { validUntil: undefined }))
  const { key } = issuer
  const { proof, ...rest } = await signCredential(
    { ...two, type: ['VerifiableCredential'], credentialStatus: [entry, other] },
    { key, suites: ['eddsa-rdfc-2022'], created: now },
  )
  const signed = { ...rest, proof: [proof] }
  const exchanged = altered(signed, (copy) => {
    const [first, second] = copy.credentialStatus as JsonObject[]
    Object.assign(first ?? {}, { statusListIndex: '7' })
    Object.assign(second ?? {}, { statusListIndex: entry.statusListIndex })
  })
  t.ok(await proofHolds(exchanged), 'under one id they could: the proof holds')
  for (const document of [signed, exchanged]) {
    t.equal(await outcome(document, environment), 'invalid status status-entry-malformed')
  }
})

t.test('wrapping a date does not hide it', async (t) => {
  const expired = await badgeOf(issuer, {
    status: undefined,
    validUntil: new Date('2026-02-20T00:00:00Z'),
  })
  t.equal(await outcome(expired, environment), 'invalid validity expired')
  for (const validUntil of [
    [expired.validUntil],
    { '@value': expired.validUntil, '@type': 'http://www.w3.org/2001/XMLSchema#dateTime' },
  ]) {
    const wrapped = { ...expired, validUntil }
    t.ok(await proofHolds(wrapped), 'the proof holds')
    t.equal(await outcome(wrapped, environment), 'invalid shape malformed')
  }
})

t.test('contexts', async (t) => {
  const contexts = revoked['@context'] as unknown[]
  const withContexts = (value: unknown) => outcome({ ...revoked, '@context': value }, environment)
  t.equal(
    await withContexts([...contexts, 'https://a.example/context']),
    'invalid context unknown-context',
  )
  t.equal(
    await withContexts([...contexts, { '@vocab': 'https://a.example/' }]),
    'invalid context inline-context',
  )
  const inside = altered(revoked, (copy) =>
    Object.assign(at(copy, 'issuer'), { '@context': contexts }),
  )
  t.equal(await outcome(inside, environment), 'invalid context misplaced-context')
  const undefinedTerm = altered(revoked, (copy) => Object.assign(copy, { colour: 'red' }))
  t.equal(await outcome(undefinedTerm, environment), 'invalid context undefined-term')
  // Older versions of the context give some terms other meanings, so the signature does not fit.
  const older = contexts.map((url) => String(url).replace('3.0.3', '3.0.2'))
  t.match(await withContexts(older), /^invalid (context|proof)/)
})

t.test('an endorsement inside a badge may have its contexts', async (t) => {
  const { did, key } = issuer
  const options = { key, suites: ['eddsa-rdfc-2022'] as const, created: now }
  const endorsement = await signCredential(
    {
      '@context': revoked['@context'],
      id: 'https://badges.example/endorsements/1',
      type: ['VerifiableCredential', 'EndorsementCredential'],
      name: 'Endorsement of Story Teller',
      issuer: { id: did, type: ['Profile'], name: 'The region' },
      validFrom: '2026-01-01T00:00:00Z',
      credentialSubject: {
        id: award(did).achievement.id,
        type: ['EndorsementSubject'],
        endorsementComment: 'A fine badge.',
      },
    },
    options,
  )
  t.equal(await outcome(endorsement, environment), 'valid')
  const badge = await badgeOf(issuer, { status: undefined, endorsement: [endorsement] })
  t.equal(await outcome(badge, environment), 'valid')
  const praised = altered(badge, (copy) => {
    at(copy, 'endorsement', 0, 'credentialSubject').endorsementComment = 'The best badge.' as never
  })
  t.equal(await outcome(praised, environment), 'invalid proof invalid-signature')
})
