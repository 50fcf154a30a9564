import type { Test } from 'tap'
import {
  type CompiledCanonicaliser,
  createCompiledCanonicaliser,
  type DocumentLoader,
  documentLoader,
  type JsonObject,
  jsonLdProblem,
  type LibraryReason,
} from '../../../src/credentials/index.ts'
import { libraryForm } from './library-form.ts'

/** A canonicaliser with room enough. */
export function roomyCanonicaliser(loader: DocumentLoader = documentLoader): CompiledCanonicaliser {
  return createCompiledCanonicaliser({
    documentLoader: loader,
    maxShapes: 100,
    maxBytes: 50_000_000,
  })
}

/** What came of it: the canonical form, or that it was rejected and why. */
export function outcomeOf(run: () => string | Promise<string>): Promise<string> {
  return Promise.resolve()
    .then(run)
    .catch((error) => `rejected: ${jsonLdProblem(error).detail}`)
}

/**
 * Canonicalises documents, one after the other, and compares each with the library.
 *
 * @returns for each document the reason why the library made it, or `carried`
 */
export async function agrees(
  t: Test,
  documents: JsonObject[],
  loader: DocumentLoader = documentLoader,
): Promise<(LibraryReason | 'carried' | 'rejected')[]> {
  const canonicaliser = roomyCanonicaliser(loader)
  const ways: (LibraryReason | 'carried')[] = []
  for (const [at, document] of documents.entries()) {
    const before = canonicaliser.stats()
    const made = await outcomeOf(() => canonicaliser.canonize(document))
    const after = canonicaliser.stats()
    const expected = await outcomeOf(() => libraryForm(document, loader))
    t.equal(made, expected, `document ${at} is as the library has it`)
    const reasons = Object.keys(after.library) as LibraryReason[]
    const reason = reasons.find((one) => after.library[one] !== before.library[one])
    ways.push(reason ?? 'carried')
  }
  t.equal(canonicaliser.stats().differed, 0, 'and no template was found to differ')
  return ways
}
