import { createServer } from 'node:https'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { generate } from '@digitalbazaar/ed25519-multikey'
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { issue } from '@digitalbazaar/vc'
import { BitstringStatusList } from '@digitalbazaar/vc-bitstring-status-list'
import type { JsonObject } from '../../src/credentials/index.ts'
import { selfSignedCertificate } from '../outbound/certificate.ts'
import { startCounting } from '../outbound/loopback-server.ts'
import { contextLoader } from './plain-verifier.ts'

// Somebody else's badge platform, made of the libraries alone.

export type Suite = 'eddsa-rdfc-2022' | 'Ed25519Signature2020'

export type ForeignIssuer = {
  did: string
  verificationMethod: string
  /** What its DID resolves to. */
  didDocument: JsonObject
  /** Signs a credential; a `verificationMethod` may be claimed that is not its own. */
  sign(credential: JsonObject, suite: Suite, verificationMethod?: string): Promise<JsonObject>
}

/** An issuer with a new key: a did:key, or the did:web that is given. */
export async function foreignIssuer(didWeb?: string): Promise<ForeignIssuer> {
  const key = await generate({})
  const { publicKeyMultibase } = key
  const did = didWeb ?? `did:key:${publicKeyMultibase}`
  const own = `${did}#${didWeb === undefined ? publicKeyMultibase : 'key-0'}`
  return {
    did,
    verificationMethod: own,
    didDocument: {
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
      id: did,
      verificationMethod: [{ id: own, type: 'Multikey', controller: did, publicKeyMultibase }],
      assertionMethod: [own],
    },
    async sign(credential, suite, verificationMethod = own) {
      const signer = { ...key.signer(), id: verificationMethod }
      const date = new Date(Date.now() - 60_000)
      return issue({
        credential: { ...credential },
        suite:
          suite === 'eddsa-rdfc-2022'
            ? new DataIntegrityProof({ signer, date, cryptosuite })
            : new Ed25519Signature2020({ signer, date }),
        documentLoader: contextLoader,
      })
    },
  }
}

/** A badge as another platform words it. */
export function foreignBadge(issuer: string | object, changes: JsonObject = {}): JsonObject {
  return {
    '@context': [
      'https://www.w3.org/ns/credentials/v2',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
      'https://w3id.org/security/suites/ed25519-2020/v1',
    ],
    id: 'urn:uuid:7f9cf1d1-6f3c-4a4e-9d0a-0a4dc6a0f6b2',
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    issuer:
      typeof issuer === 'string' ? { id: issuer, type: ['Profile'], name: 'Elsewhere' } : issuer,
    validFrom: '2025-01-01T00:00:00Z',
    name: 'Night Walker',
    credentialSubject: {
      id: 'did:example:learner',
      type: ['AchievementSubject'],
      achievement: {
        id: 'https://elsewhere.example.com/achievements/1',
        type: ['Achievement'],
        name: 'Night Walker',
        description: 'Walked through a night.',
        criteria: { narrative: 'Walk.' },
      },
    },
    ...changes,
  }
}

/** The entry of a badge in a list, for `credentialStatus`. */
export function statusEntry(list: string, index: number): JsonObject {
  return {
    id: `${list}#${index}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: String(index),
    statusListCredential: list,
  }
}

/** A signed status list in which the bits at the given places are set. */
export async function foreignStatusList(
  issuer: ForeignIssuer,
  url: string,
  revoked: number[],
): Promise<JsonObject> {
  const list = new BitstringStatusList({ length: 131_072 })
  for (const index of revoked) list.setStatus(index, true)
  const credential = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: url,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: issuer.did,
    validFrom: '2025-01-01T00:00:00Z',
    credentialSubject: {
      id: `${url}#list`,
      type: 'BitstringStatusList',
      statusPurpose: 'revocation',
      encodedList: await list.encode(),
    },
  }
  return issuer.sign(credential, 'eddsa-rdfc-2022')
}

export type ForeignHost = {
  /** `https://localhost:port` */
  origin: string
  /** The did:web of a path of one segment. */
  did(name: string): string
  /** Publishes a document; undefined takes it away. */
  publish(path: string, document: unknown): string
  /** Publishes a DID document where did:web looks for it. */
  publishDid(issuer: ForeignIssuer): void
  contacts(): number
}

/**
 * An https server on this machine, with a certificate that this process trusts from now on. did:web
 * resolves over https only, so that nothing less would try the whole way.
 */
export async function startForeignHost(t: {
  teardown(work: () => unknown): void
}): Promise<ForeignHost> {
  const documents = new Map<string, unknown>()
  const { key, cert } = selfSignedCertificate('localhost')
  const trusted = getCACertificates('default')
  setDefaultCACertificates([...trusted, cert])
  t.teardown(() => setDefaultCACertificates(trusted))
  const server = createServer({ key, cert }, (request, response) => {
    const document = documents.get(request.url ?? '')
    response.statusCode = document === undefined ? 404 : 200
    response.setHeader('content-type', 'application/json')
    // What is published changes from one verification to the next.
    response.setHeader('cache-control', 'no-store')
    response.end(JSON.stringify(document ?? {}))
  })
  const { port, contacts } = await startCounting(t, server)
  const origin = `https://localhost:${port}`
  const publish: ForeignHost['publish'] = (path, document) => {
    documents.set(path, document)
    return `${origin}${path}`
  }
  return {
    origin,
    did: (name) => `did:web:localhost%3A${port}:${name}`,
    publish,
    publishDid: ({ did, didDocument }) => {
      publish(`/${did.split(':').at(-1)}/did.json`, didDocument)
    },
    contacts,
  }
}
