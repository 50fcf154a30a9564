// Every step on the way to the W3C's signatures (VC-DI EdDSA 1.0, appendix B): canonical forms, hashes,
// signatures and how they are written, each made from the one before by what makes it here.
import { hash, verify as verifyBytes } from 'node:crypto'
import { decode, encode } from 'base58-universal'
import canonicalize from 'canonicalize'
import jsonld from 'jsonld'
import t from 'tap'
import {
  type DocumentLoader,
  documentLoader,
  type JsonObject,
  publicKeyOf,
  valuesOf,
} from '../../src/credentials/index.ts'
import { needsShared, sharedJson, sharedText } from './shared.ts'

const folder = 'fixtures/w3c-vc-di-eddsa-test-vectors'

/** The vectors use a context of examples, which is here as they have it. */
const examples: DocumentLoader = async (url) => {
  if (url !== 'https://www.w3.org/ns/credentials/examples/v2') return documentLoader(url)
  const document = sharedJson('fixtures/w3c-vc-contexts/credentials-examples-v2.jsonld')
  return { contextUrl: null, documentUrl: url, document }
}

const asRdf = (document: JsonObject) =>
  jsonld.canonize(document, {
    algorithm: 'RDFC-1.0',
    format: 'application/n-quads',
    documentLoader: examples,
    base: null,
    safe: true,
  })
const asJson = async (document: JsonObject) => canonicalize(document) ?? ''
const sha256 = (text: string) => hash('sha256', text, 'hex')

type Vector = {
  place: string
  suffix: string
  unsigned: string
  /** Null where a context is not here, so that only what follows can be made. */
  canonical: ((document: JsonObject) => Promise<string>) | null
}

const vectors: Vector[] = [
  { place: 'eddsa-rdfc-2022', suffix: 'DataInt', unsigned: 'unsigned.json', canonical: asRdf },
  { place: 'Ed25519Signature2020', suffix: 'EdSig', unsigned: '', canonical: asRdf },
  { place: 'eddsa-jcs-2022', suffix: 'JCS', unsigned: 'unsigned.json', canonical: asJson },
  {
    place: 'eddsa-rdfc-2022/employ',
    suffix: 'DataInt',
    unsigned: 'employmentAuth.json',
    canonical: null,
  },
]

t.test('each step of a signature', needsShared(folder), async (t) => {
  for (const { place, suffix, unsigned, canonical } of vectors) {
    const step = (name: string) => sharedText(`${folder}/${place}/${name}${suffix}.txt`)
    const hex = (name: string) => step(name).trim()
    const signed: JsonObject = sharedJson(`${folder}/${place}/signed${suffix}.json`)
    const { proof, ...document } = signed
    const { proofValue, ...options } = proof as JsonObject

    const config: JsonObject = sharedJson(`${folder}/${place}/proofConfig${suffix}.json`)
    if (unsigned) t.match(document, sharedJson(`${folder}/${unsigned}`), `${place}: document`)
    t.strictSame({ ...options, '@context': config['@context'] }, config, `${place}: options`)
    if (canonical) {
      t.equal(await canonical(document), step('canonDoc'), `${place}: canonical document`)
      t.equal(await canonical(config), step('proofCanon'), `${place}: canonical options`)
    }
    t.equal(sha256(step('canonDoc')), hex('docHash'), `${place}: hash of the document`)
    t.equal(sha256(step('proofCanon')), hex('proofHash'), `${place}: hash of the options`)
    t.equal(hex('proofHash') + hex('docHash'), hex('combinedHash'), `${place}: both`)
    const signature = Buffer.from(hex('sigHex'), 'hex')
    const bytes = Buffer.from(hex('combinedHash'), 'hex')
    const publicKeyMultibase = String(options.verificationMethod).split('#')[1]
    const key = publicKeyOf({ type: 'Multikey', publicKeyMultibase })?.key
    t.ok(key && verifyBytes(null, bytes, key, signature), `${place}: signature`)
    t.equal(`z${encode(signature)}`, hex('sigBTC58'), `${place}: signature in base58`)
    t.equal(proofValue, hex('sigBTC58'), `${place}: signature in the proof`)
  }
})

t.test('each step of proof sets and proof chains', needsShared(folder), async (t) => {
  const read = (name: string): JsonObject => sharedJson(`${folder}/proof-set-chain/${name}.json`)
  const { proof: _, ...unsigned } = read('unsigned')
  for (const [kind, number] of [
    ['Set', 1],
    ['Set', 2],
    ['Chain', 1],
    ['Chain', 2],
  ] as const) {
    const signed = read(`signedProof${kind}${number}`)
    const made = read(`proof${kind}ConfigSigned${number}`)
    const { proofValue, ...options } = made
    t.strictSame(options, read(`proof${kind}Config${number}`), `${kind} ${number}: options`)
    t.equal(decode(String(proofValue).slice(1))?.length, 64)
    t.strictSame(valuesOf(signed.proof).at(-1), made, `${kind} ${number}: the last proof`)
    const { proof: all, ...document } = signed
    t.strictSame(document, unsigned, `${kind} ${number}: document`)
    if (kind === 'Set') continue
    const covered = read(`proofChainTempDoc${number}`)
    const previous = valuesOf(options.previousProof)
    t.strictSame(
      valuesOf(covered.proof),
      (valuesOf(all) as JsonObject[]).filter(({ id }) => previous.includes(id)),
      `${kind} ${number}: what the last proof covers`,
    )
  }
  const keys = Object.values(read('multiKeyPairs')) as { publicKeyMultibase: string }[]
  const proofs = valuesOf(read('signedProofChain2').proof) as { verificationMethod: string }[]
  const used = proofs.map(({ verificationMethod }) => verificationMethod.split('#')[1])
  t.strictSame(
    used,
    keys.map(({ publicKeyMultibase }) => publicKeyMultibase),
  )
})
