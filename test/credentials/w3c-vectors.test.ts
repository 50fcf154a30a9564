import { createHash } from 'node:crypto'
import { decode } from 'base58-universal'
import jsonld from 'jsonld'
import t from 'tap'
import {
  type DocumentLoader,
  didKeyDocument,
  documentLoader,
  isObject,
  type JsonObject,
  jsonLdProcessor,
  type ProofSuite,
  signCredential,
  signingKey,
  valuesOf,
  verifyProof,
} from '../../src/credentials/index.ts'
import { needsShared, sharedJson, sharedText } from './shared.ts'

// The test vectors of VC-DI EdDSA 1.0, appendix B, made by its authors with other software.
const folder = 'fixtures/w3c-vc-di-eddsa-test-vectors'

/** The vectors use a context of examples, which is no part of the service. */
const examples: DocumentLoader = async (url) => {
  if (url !== 'https://www.w3.org/ns/credentials/examples/v2') return documentLoader(url)
  const document = sharedJson('fixtures/w3c-vc-contexts/credentials-examples-v2.jsonld')
  return { contextUrl: null, documentUrl: url, document }
}

async function methodOf(proof: unknown): Promise<unknown> {
  const url = isObject(proof) ? String(proof.verificationMethod) : ''
  return (await didKeyDocument(url.split('#')[0] ?? ''))?.verificationMethod[0]
}

const suites: [ProofSuite, string, string][] = [
  ['eddsa-rdfc-2022', 'eddsa-rdfc-2022/signedDataInt.json', 'eddsa-rdfc-2022/%DataInt.txt'],
  [
    'Ed25519Signature2020',
    'Ed25519Signature2020/signedEdSig.json',
    'Ed25519Signature2020/%EdSig.txt',
  ],
]

t.test('test vectors of the W3C', needsShared(folder), async (t) => {
  for (const [suite, signedPath, intermediate] of suites) {
    t.test(suite, async (t) => {
      const signed: JsonObject = sharedJson(`${folder}/${signedPath}`)
      const { proof, ...unsigned } = signed
      const step = (name: string) => sharedText(`${folder}/${intermediate.replace('%', name)}`)

      const canonical = await jsonld.canonize(unsigned, {
        algorithm: 'RDFC-1.0',
        format: 'application/n-quads',
        documentLoader: examples,
        base: null,
        safe: true,
      })
      t.equal(canonical, step('canonDoc'), 'the canonical form is the published one')
      const hash = createHash('sha256').update(canonical).digest('hex')
      t.equal(hash, step('docHash').trim(), 'and so is its hash')
      const { proofValue: _, ...options } = proof as JsonObject
      const configuration = { ...options, '@context': unsigned['@context'] }
      const made = await jsonLdProcessor(examples).hashes([configuration, unsigned], 'sha256')
      const combined = 'hashes' in made ? Buffer.concat(made.hashes).toString('hex') : made
      t.equal(combined, step('combinedHash').trim(), 'with that of the proof before it')

      const verify = (document: JsonObject) =>
        verifyProof({
          document,
          proof,
          verificationMethod: { type: 'Multikey', publicKeyMultibase },
          jsonLd: jsonLdProcessor(examples),
        })
      const { publicKeyMultibase, privateKeyMultibase } = sharedJson(`${folder}/keyPair.json`)
      t.match(await verify(signed), { verified: true })
      t.match(await verify({ ...signed, name: 'Another' }), { code: 'invalid-signature' })

      const seed = decode(String(privateKeyMultibase).slice(1))?.slice(2) ?? new Uint8Array()
      const { created, verificationMethod, proofValue } = proof as { [member: string]: string }
      const ours = await signCredential(unsigned, {
        key: await signingKey({
          seed,
          verificationMethod: verificationMethod ?? '',
          controller: '',
        }),
        suites: [suite],
        created: new Date(created ?? ''),
        documentLoader: examples,
      })
      t.equal(
        (ours.proof as JsonObject).proofValue,
        proofValue,
        'our signature is the published one',
      )
    })
  }

  t.test('eddsa-jcs-2022', async (t) => {
    const document: JsonObject = sharedJson(`${folder}/eddsa-jcs-2022/signedJCS.json`)
    const { proof } = document
    const verificationMethod = await methodOf(proof)
    const verify = (secured: JsonObject) =>
      verifyProof({ document: secured, proof, verificationMethod })
    t.match(await verify(document), { verified: true })
    t.match(await verify({ ...document, name: 'Another' }), { code: 'invalid-signature' })
  })

  t.test('proof sets and proof chains', async (t) => {
    for (const [file, count] of [
      ['signedProofSet1', 1],
      ['signedProofSet2', 2],
      ['signedProofChain1', 3],
      ['signedProofChain2', 4],
    ] as const) {
      const document: JsonObject = sharedJson(`${folder}/proof-set-chain/${file}.json`)
      const proofs = valuesOf(document.proof)
      t.equal(proofs.length, count)
      for (const proof of proofs) {
        const verificationMethod = await methodOf(proof)
        const input = { document, proof, verificationMethod, jsonLd: jsonLdProcessor(examples) }
        t.match(await verifyProof(input), { verified: true }, file)
      }
    }
  })

  t.test(
    'a link of a chain does not verify when one before it was altered or is gone',
    async (t) => {
      const chain: JsonObject = sharedJson(`${folder}/proof-set-chain/signedProofChain2.json`)
      const proofs = valuesOf(chain.proof) as JsonObject[]
      const [first, , third] = proofs
      const check = async (document: JsonObject) => {
        const verificationMethod = await methodOf(third)
        return verifyProof({
          document,
          proof: third,
          verificationMethod,
          jsonLd: jsonLdProcessor(examples),
        })
      }
      const altered = { ...first, created: '2023-02-24T23:36:39Z' }
      t.match(await check({ ...chain, proof: [altered, ...proofs.slice(1)] }), {
        code: 'invalid-signature',
      })
      t.match(await check({ ...chain, proof: proofs.slice(1) }), { code: 'previous-proof-missing' })
    },
  )
})
