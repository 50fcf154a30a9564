/** Text, or a plain IRI of one of the schemes that credentials use. */
export type LeafKind = 'text' | 'https' | 'http' | 'urn' | 'did'

/** One letter for each kind, for signatures. */
const letters: Record<LeafKind, string> = { text: 't', https: 's', http: 'h', urn: 'u', did: 'd' }

// ASCII only, nothing that N-Quads escapes, no space: such an IRI is written as it is. JSON-LD takes
// it as it is, too, unless a context has a term or prefix that looks like it (context-terms.ts).
const plainIri = /^(?:(https?):\/\/|(urn|did):(?!\/\/))[!#-;=?-[\]_a-z~]+$/

/** What a string may stand for. An IRI of any other scheme, or an unusual one, counts as text. */
export function leafKind(text: string): LeafKind {
  const first = text.charCodeAt(0)
  // Most text is decided by its first letter not being h, u or d.
  if (first !== 104 && first !== 117 && first !== 100) return 'text'
  const match = plainIri.exec(text)
  return ((match?.[1] ?? match?.[2]) as LeafKind | undefined) ?? 'text'
}

/** The letter for {@link leafKind} in a signature. */
export function leafLetter(text: string): string {
  return letters[leafKind(text)]
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
