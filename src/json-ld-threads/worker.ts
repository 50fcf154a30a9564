// The thread in which documents of strangers are processed as JSON-LD: see processor.ts.

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

serve<Job, DocumentDigest>(({ text, algorithm, isFirstTry }) =>
  digestDocument(JSON.parse(text), algorithm, {
    documentLoader,
    work: isFirstTry ? littleWork : allWork,
  }),
)
