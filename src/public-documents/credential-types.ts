import type { FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { JSON_LD_TYPES, negotiate } from '../serving/index.ts'

/** What a credential can be had as. */
export type CredentialFormat = 'json' | 'jwt' | 'html' | 'png' | 'svg'

const FORMATS: Record<string, CredentialFormat> = {
  ...Object.fromEntries(JSON_LD_TYPES.map((type) => [type, 'json' as const])),
  'application/vc+jwt': 'jwt',
  'text/html': 'html',
  'text/plain': 'jwt',
  'image/png': 'png',
  'image/svg+xml': 'svg',
}

/** Every media type under which a credential is served, the preferred one first. */
export const CREDENTIAL_TYPES = Object.keys(FORMATS)

const LONGEST_HEADER = 1_000
const chosen = new LRUCache<string, string>({ max: 1_000 })

/**
 * The media type that a caller prefers, and the format that it stands for.
 * @throws Problem 406 that names what there is
 */
export function negotiateCredential(request: FastifyRequest): {
  type: string
  format: CredentialFormat
} {
  const { accept = '*/*' } = request.headers
  let type = chosen.get(accept)
  if (type === undefined) {
    type = negotiate(request, CREDENTIAL_TYPES)
    if (accept.length <= LONGEST_HEADER) chosen.set(accept, type)
  }
  return { type, format: FORMATS[type] as CredentialFormat }
}
