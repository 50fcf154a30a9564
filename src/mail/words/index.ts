import { cy } from './cy.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import type { Words } from './words.ts'

export type { Said, Words } from './words.ts'

const LANGUAGES: Record<string, Words> = { en, cy, fr, es, de }

/**
 * The words for a reader: in the language asked for, without its region, script or variant where
 * there is none of its own (RFC 4647, lookup); else in English.
 *
 * @param tag - BCP 47
 * @returns the words, and the language that they are in
 */
export function wordsFor(tag: string): { language: string; words: Words } {
  for (let range = tag.toLowerCase(); range !== ''; range = range.replace(/(^|-)[^-]*$/, '')) {
    const words = LANGUAGES[range]
    if (words !== undefined) return { language: range, words }
  }
  return { language: 'en', words: en }
}
