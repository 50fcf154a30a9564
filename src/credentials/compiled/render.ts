import { hash } from 'node:crypto'

/**
 * What the texts of many documents have in common: text, and between two pieces of it each time the
 * number of a value.
 */
export type RenderTemplate = {
  /** SHA-256 of the text, in base64url. */
  id: string
  /** The pieces and numbers as a JSON array; see {@link readTemplate}. */
  text: string
}

/** Text and numbers of values by turns; text comes first and last. */
export type TemplatePieces = readonly (string | number)[]

/** Makes a template of its pieces. */
export function renderTemplate(pieces: TemplatePieces): RenderTemplate {
  const text = JSON.stringify(pieces)
  return { id: hash('sha256', text, 'base64url'), text }
}

/** The pieces of a template. */
export function readTemplate(text: string): TemplatePieces {
  return JSON.parse(text) as TemplatePieces
}

/**
 * The text of a document, byte for byte as it was signed.
 *
 * @param values - of the strings that the template leaves open; each goes in as JSON escapes it
 */
export function render(pieces: TemplatePieces, values: readonly string[]): string {
  let text = ''
  for (const piece of pieces) {
    text += typeof piece === 'string' ? piece : JSON.stringify(values[piece]).slice(1, -1)
  }
  return text
}
