/** An absolute IRI as JSON-LD takes it: a scheme, a colon, and no characters that RDF refuses. */
export function isAbsoluteIri(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/.test(value)
}
