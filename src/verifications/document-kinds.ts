import type { Keeping } from '../foreign-documents/index.ts'
import type { DocumentKind } from '../verification/index.ts'
import { statusListEnd } from './status-list-end.ts'

const MINUTE = 60_000

const DID_DOCUMENT = 'application/did+json, application/did+ld+json, application/json;q=0.9'
const CREDENTIAL = 'application/vc, application/vc+ld+json, application/ld+json, application/json'
const JSON_LD = 'application/ld+json, application/json;q=0.9'

/** How a document is asked for, and how long it may be kept; without `keeping` it is not. */
export type Asking = { accept: string; maxBytes?: number; keeping?: Keeping }

/** A key may be revoked at any time: a thief gains no more than this. */
const KEYS: Keeping = { longestMs: 5 * MINUTE }

/**
 * How each kind of document is asked for. Their servers say how long they may be kept; this is the
 * longest that they are believed. What is presented, and newer copies of it, are never kept.
 */
export const DOCUMENT_KINDS: Record<DocumentKind, Asking> = {
  'did-document': { accept: DID_DOCUMENT, keeping: KEYS },
  key: {
    accept: 'application/jwk+json, application/jwk-set+json, application/json, */*;q=0.1',
    keeping: KEYS,
  },
  issuer: { accept: JSON_LD, keeping: KEYS },
  'status-list': {
    accept: `${CREDENTIAL}, application/vc+jwt;q=0.9`,
    // As long as lists are kept that do not say how long (Bitstring Status List 1.0, `ttl`).
    keeping: { longestMs: 5 * MINUTE, until: statusListEnd },
  },
  credential: { accept: `${CREDENTIAL}, application/vc+jwt;q=0.9` },
  // A hosted assertion is revoked where it lies.
  'open-badges-2': { accept: JSON_LD, keeping: { longestMs: MINUTE } },
  evidence: { accept: '*/*', keeping: { longestMs: MINUTE } },
  resource: { accept: '*/*', keeping: { longestMs: 5 * MINUTE } },
}
