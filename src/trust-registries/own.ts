import { eq, ne } from 'drizzle-orm'
import { issuerKeys, issuers, type Queries } from '../db/index.ts'

/** Where a Waymark service publishes the registry of its own issuers. */
export const OWN_REGISTRY_PATH = '/.well-known/issuer-registry.json'

/**
 * The issuers of this service under every DID that they sign or have signed as, but for those whose
 * keys were compromised, in the form of the Digital Credentials Consortium, so that other verifiers
 * can rely on it.
 */
export async function ownRegistry(queries: Queries): Promise<string> {
  const rows = await queries
    .selectDistinct({ did: issuerKeys.did, name: issuers.name, url: issuers.url })
    .from(issuerKeys)
    .innerJoin(issuers, eq(issuerKeys.issuerId, issuers.id))
    .where(ne(issuerKeys.state, 'compromised'))
    .orderBy(issuerKeys.did)
  const registry = Object.fromEntries(rows.map(({ did, name, url }) => [did, { name, url }]))
  return JSON.stringify({ registry })
}
