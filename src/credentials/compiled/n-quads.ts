/** One line of N-Quads, each term as it is written; `graph` is empty for the default graph. */
export type Quad = { subject: string; predicate: string; object: string; graph: string }

const iri = '<[^>]*>'
const blank = '_:[^ ]+'
const literal = `"[^"\\\\]*(?:\\\\.[^"\\\\]*)*"(?:\\^\\^${iri}|@[a-zA-Z0-9-]+)?`
const line = new RegExp(
  `^(${iri}|${blank}) (${iri}) (${iri}|${blank}|${literal})(?: (${iri}|${blank}))? \\.$`,
)

/** Reads a line as the library writes it; null when it is none. */
export function parseQuad(text: string): Quad | null {
  const match = line.exec(text)
  if (match === null) return null
  const [, subject = '', predicate = '', object = '', graph = ''] = match
  return { subject, predicate, object, graph }
}

/** Whether a term is a blank node. */
export function isBlank(term: string): boolean {
  return term.startsWith('_:')
}

/** What stands between the quotes or brackets of a term, and what is around it. */
export function innerOf(term: string): { before: string; inner: string; after: string } {
  const end = term.startsWith('"') ? term.lastIndexOf('"') : term.length - 1
  return { before: term.slice(0, 1), inner: term.slice(1, end), after: term.slice(end) }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be escaped.
const special = /[\u0000-\u001F\u007F"\\]/g
const named: Record<string, string> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
}

/** The text of a literal as canonical N-Quads have it (RDFC-1.0, section 5). */
export function escapeLiteral(text: string): string {
  return text.replace(
    special,
    (character) =>
      named[character] ??
      `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  )
}
