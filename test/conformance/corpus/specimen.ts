import type { JsonObject } from '../../../src/credentials/index.ts'

/**
 * A credential or a presentation that is valid. `form`: what of it is signed: its statements as RDF
 * (`rdfc`), its JSON (`jcs`), or the text of a token. A `hosted` badge of Open Badges 2.0 is not: it has to
 * say what lies at its address.
 */
export type Specimen = { name: string } & (
  | { form: 'rdfc' | 'jcs' | 'hosted'; credential: JsonObject }
  | { form: 'token'; jwt: string }
)
