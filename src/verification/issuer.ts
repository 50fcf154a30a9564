import { isObject, type JsonObject } from '../credentials/index.ts'

/** The id of the issuer, which stands alone or in a profile. */
export function issuerIdOf(document: JsonObject): unknown {
  return isObject(document.issuer) ? document.issuer.id : document.issuer
}
