import type { Actor } from '../http/index.ts'

/** Sees what a claim led to, whoever claims. */
export const PLATFORM: Actor = {
  id: 'claims',
  scopes: new Set(),
  issuerId: null,
  placeId: null,
  learnerId: null,
}
