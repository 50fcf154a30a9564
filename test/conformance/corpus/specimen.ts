import type { JsonObject } from '../../../src/credentials/index.ts'

/**
 * A credential or a presentation that is valid. `form`: what of it is signed: its statements as RDF
 * (`rdfc`), its JSON (`jcs`), or the text of a token.
 */
export type Specimen = { name: string } & (
  | { form: 'rdfc' | 'jcs'; credential: JsonObject }
  | { form: 'token'; jwt: string }
)
