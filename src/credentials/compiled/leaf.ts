/** Text, or a plain IRI of one of the schemes that credentials use. */
export type LeafKind = 'text' | 'https' | 'http' | 'urn' | 'did'

// ASCII only, nothing that N-Quads escapes, no space: such an IRI is written as it is. JSON-LD takes
// it as it is, too, unless a context has a term or prefix that looks like it (context-terms.ts).
const plainIri = /^(?:https?:\/\/|urn:|did:)[!#-;=?-[\]_a-z~]+$/

/** What a string may stand for. An IRI of any other scheme, or an unusual one, counts as text. */
export function leafKind(text: string): LeafKind {
  // Most text is decided by its first letter.
  switch (text.charCodeAt(0)) {
    case 104:
      if (!plainIri.test(text)) return 'text'
      return text.charCodeAt(4) === 115 ? 'https' : 'http'
    case 117:
      return plainIri.test(text) ? 'urn' : 'text'
    case 100:
      return plainIri.test(text) ? 'did' : 'text'
    default:
      return 'text'
  }
}

/** What all placeholders contain and no document does; its letters are of both cases on purpose. */
export const MARK = 'xWm7Slot'

/** Stands for leaf number `index` while a shape is compiled, of the same kind as that leaf. */
export function placeholder(kind: LeafKind, index: number): string {
  if (kind === 'text') return `${MARK}${index}.`
  return kind === 'urn' || kind === 'did'
    ? `${kind}:${MARK}${index}.`
    : `${kind}://${MARK}${index}.`
}
