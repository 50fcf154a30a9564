import type { DocumentLoader } from '../contexts.ts'
import type { JsonObject } from '../json.ts'
import { isBuiltIn } from '../json-ld/index.ts'
import { contextUrls, definesIriLikeTerms } from './context-terms.ts'
import { createFiller, type Filler } from './fill.ts'
import { MARK } from './leaf.ts'
import { type Known, probe } from './probe.ts'
import { type Shape, tokensOf } from './shape-reader.ts'
import { templateOf } from './template.ts'

/** A shape with places for values. */
export type CompiledTemplate = {
  kind: 'template'
  filler: Filler
  known: Known
  /** The characters of the template itself. */
  size: number
  /** Whether the library has agreed with it on a document yet. */
  proven: boolean
}

/** What compiling a shape led to. */
export type Compiled =
  | CompiledTemplate
  /** There is one template for each choice of values of these leaves. */
  | { kind: 'by-constants'; constants: readonly number[] }
  /** Documents of this shape are for the library. */
  | { kind: 'none'; reason: 'iri-like-terms' | 'not-substitutable' | 'differs' }

/**
 * Compiles the shape of a document, at the cost of processing it once or twice with the library.
 *
 * @param known Leaves that are part of what is compiled, with the values that they have here, and
 *   leaves that are equal; left out when nothing is known yet.
 *
 * Rejects when a context cannot be loaded, or when the document holds text that means something to
 * the experiment itself.
 */
export async function compile(
  document: JsonObject,
  shape: Shape,
  documentLoader: DocumentLoader,
  known?: Known,
): Promise<Compiled> {
  const { leaves } = shape
  const mark = MARK.toLowerCase()
  for (const text of [...tokensOf(shape), ...leaves]) {
    // The experiments of `probe` must not show the library a built-in name as an id, see `canonize`.
    if (isBuiltIn(text) || text.toLowerCase().includes(mark)) {
      throw new TypeError('The document holds text that shapes cannot be compiled with.')
    }
  }
  if (await definesIriLikeTerms(contextUrls(document), documentLoader)) {
    return { kind: 'none', reason: 'iri-like-terms' }
  }
  const probed = await probe(document, leaves, known ?? { constants: [] }, documentLoader)
  if (!known && probed.constants.length > 0) {
    return { kind: 'by-constants', constants: probed.constants }
  }
  const settled = probed.constants.length === (known?.constants.length ?? 0)
  if (probed.quads === null || !settled) return { kind: 'none', reason: 'not-substitutable' }
  const template = templateOf(probed, leaves)
  return {
    kind: 'template',
    filler: createFiller(template),
    known: known ?? { constants: [] },
    size: template.size,
    proven: false,
  }
}
