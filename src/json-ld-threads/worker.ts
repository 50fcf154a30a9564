// The thread in which documents of strangers are processed as JSON-LD: see processor.ts.

import { createCompiledCanonicaliser } from '../credentials/compiled/index.ts'
// Not the front of all credentials: a thread starts much faster without the rest.
import {
  allWork,
  type DocumentDigest,
  digestDocument,
  documentLoader,
  type HashAlgorithm,
  littleWork,
} from '../credentials/json-ld/index.ts'
import { serve } from '../threads/index.ts'

/** A document as text, which is less to pass on than its objects; `isFirstTry` spends little work. */
export type Job = { text: string; algorithm: HashAlgorithm; isFirstTry: boolean }

/** Longer documents are no ordinary badges: with the values of one, a shape could grow huge. */
const SHAPED_CHARACTERS = 16 * 1024

// What strangers make up is compiled only when it comes again, and forgotten when more comes.
const shapes = createCompiledCanonicaliser({
  documentLoader,
  maxShapes: 200,
  maxBytes: 20_000_000,
  compileAfter: 2,
})

serve<Job, DocumentDigest>(({ text, algorithm, isFirstTry }) =>
  digestDocument(JSON.parse(text), algorithm, {
    documentLoader,
    work: isFirstTry ? littleWork : allWork,
    shapes: isFirstTry && text.length <= SHAPED_CHARACTERS ? shapes : undefined,
  }),
)
