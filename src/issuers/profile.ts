import type { ProfileInput } from '../credentials/index.ts'
import type { IssuerRow } from './store.ts'

/**
 * The Profile (Open Badges 3.0, section B.1.19) that an issuer shows the world. The contact
 * address is left out: a credential is for ever, and an address in it could never be taken back.
 */
export function issuerProfile(issuer: IssuerRow): ProfileInput {
  return {
    id: issuer.did,
    name: issuer.name,
    url: issuer.url,
    description: issuer.description ?? undefined,
    image: issuer.image === null ? undefined : { id: issuer.image },
  }
}
