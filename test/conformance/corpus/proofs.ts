import { DataIntegrityProof as DccDataIntegrityProof } from '@digitalcredentials/data-integrity'
import { generate as generateByDcc } from '@digitalcredentials/ed25519-multikey'
import { Ed25519Signature2020 as DccEd25519Signature2020 } from '@digitalcredentials/ed25519-signature-2020'
import { cryptosuite as dccCryptosuite } from '@digitalcredentials/eddsa-rdfc-2022-cryptosuite'
import { issue as issueByDcc } from '@digitalcredentials/vc'
import {
  CREDENTIALS_V2,
  documentLoader,
  ED25519_2020,
  type JsonObject,
  OPEN_BADGES_V3,
} from '../../../src/credentials/index.ts'
import { learnerRecord } from '../../credentials/clr-sample.ts'
import { foreignIssuer, foreignSuites } from '../../credentials/foreign-suites.ts'
import { type Link, withProofs } from '../../credentials/linked-proofs.ts'
import { keyIssuer, now } from '../../credentials/samples.ts'
import { badge, credential, endorsement, olderBadge } from './documents.ts'
import type { Specimen } from './specimen.ts'

const kinds = { badge, 'badge of the data model 1.1': olderBadge, credential, endorsement }

/** Every kind of credential by every suite of Digital Bazaar. */
async function byEachSuite(more: JsonObject): Promise<Specimen[]> {
  const specimens: Specimen[] = []
  for (const suite of foreignSuites) {
    const issuer = await foreignIssuer(suite)
    const form = suite === 'eddsa-jcs-2022' ? 'jcs' : 'rdfc'
    for (const [kind, worded] of Object.entries(kinds)) {
      const signed = await issuer.sign(worded(issuer.did, more))
      specimens.push({ name: `${kind}, ${suite}`, form, credential: signed })
    }
  }
  return specimens
}

async function setsAndChains(more: JsonObject): Promise<Specimen[]> {
  const [first, second, third] = await Promise.all([1, 2, 3].map((number) => keyIssuer(number)))
  if (!first || !second || !third) throw new Error('There are three of them.')
  const { did, key } = first
  const chain = (jcs: boolean): Link[] => [
    { key: second.key, id: 'urn:proof:a', jcs },
    { key: third.key, id: 'urn:proof:b', previous: 'urn:proof:a', jcs },
    { key, previous: ['urn:proof:a', 'urn:proof:b'], jcs },
  ]
  const both = await foreignIssuer('eddsa-rdfc-2022')
  const older = await foreignIssuer('Ed25519Signature2020')
  const contexts = [CREDENTIALS_V2, OPEN_BADGES_V3, ED25519_2020]
  const once = await both.sign(badge(both.did, { '@context': contexts, ...more }))
  return [
    { name: 'set of two suites', form: 'rdfc', credential: await older.sign(once) },
    {
      name: 'set of two canonical forms',
      form: 'jcs',
      credential: await withProofs(badge(did, more), [{ key }, { key, jcs: true }]),
    },
    { name: 'chain', form: 'rdfc', credential: await withProofs(badge(did, more), chain(false)) },
    {
      name: 'chain, eddsa-jcs-2022',
      form: 'jcs',
      credential: await withProofs(badge(did, more), chain(true)),
    },
  ]
}

/** By the libraries of the Digital Credentials Consortium. */
async function byDcc(more: JsonObject): Promise<Specimen[]> {
  const key = await generateByDcc({ seed: new Uint8Array(32).fill(21) })
  const did = `did:key:${key.publicKeyMultibase}`
  Object.assign(key, { id: `${did}#${key.publicKeyMultibase}`, controller: did })
  const signer = key.signer()
  const suites = {
    Ed25519Signature2020: new DccEd25519Signature2020({ signer, date: now }),
    'eddsa-rdfc-2022': new DccDataIntegrityProof({
      signer,
      date: now,
      cryptosuite: dccCryptosuite,
    }),
  }
  const sign = (unsigned: JsonObject, suite: object) =>
    issueByDcc({ credential: unsigned, suite, documentLoader, now })
  return Promise.all(
    Object.entries(suites).flatMap(([name, suite]) =>
      Object.entries({ badge, 'badge of the data model 1.1': olderBadge }).map(
        async ([kind, worded]): Promise<Specimen> => ({
          name: `${kind}, ${name} by the DCC`,
          form: 'rdfc',
          credential: await sign(worded(did, more), suite),
        }),
      ),
    ),
  )
}

/** A learner record with credentials of several issuers in it. */
async function records(more: JsonObject): Promise<Specimen[]> {
  const [clr, one, other] = await Promise.all([
    foreignIssuer('eddsa-rdfc-2022', 31),
    foreignIssuer('eddsa-rdfc-2022', 32),
    foreignIssuer('ecdsa-rdfc-2019 P-256'),
  ])
  const held = [
    await one.sign(badge(one.did, more)),
    await other.sign(badge(other.did, { id: 'https://elsewhere.example/credentials/2' })),
  ]
  const unsigned = learnerRecord(clr.did, held)
  return [{ name: 'learner record', form: 'rdfc', credential: await clr.sign(unsigned) }]
}

/** A badge with a statement of somebody else about it inside. */
async function endorsed(more: JsonObject): Promise<Specimen[]> {
  const issuer = await foreignIssuer('eddsa-rdfc-2022', 51)
  const endorser = await foreignIssuer('eddsa-rdfc-2022', 52)
  const statement = await endorser.sign(endorsement(endorser.did))
  const unsigned = badge(issuer.did, { endorsement: [statement], ...more })
  return [{ name: 'endorsed badge', form: 'rdfc', credential: await issuer.sign(unsigned) }]
}

/** Credentials with proofs inside, by the libraries of others. */
export async function provenCredentials(more: JsonObject = {}): Promise<Specimen[]> {
  const made = [byEachSuite, setsAndChains, byDcc, records, endorsed].map((make) => make(more))
  return (await Promise.all(made)).flat()
}
