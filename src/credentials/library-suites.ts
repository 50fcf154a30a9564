import { Ed25519Signature2020 as LibraryEd25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import type { DocumentLoader } from './contexts.ts'
import type { JsonObject } from './json.ts'
import { canonize } from './json-ld/index.ts'

/** The cryptosuite `eddsa-rdfc-2022`, its documents canonicalised by {@link canonize}. */
export const eddsaRdfc2022 = { ...cryptosuite, canonize }

/** The suite `Ed25519Signature2020`, its documents canonicalised by {@link canonize}. */
export class Ed25519Signature2020 extends LibraryEd25519Signature2020 {
  override canonize(input: JsonObject, options: { documentLoader: DocumentLoader }) {
    return canonize(input, options)
  }
}
