const MARKS = /[\u0300-\u036f]/g
const OTHER_FORMS: Record<string, string> = {
  ł: 'l',
  Ł: 'L',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ħ: 'h',
  Ħ: 'H',
  ŧ: 't',
  Ŧ: 'T',
  ı: 'i',
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
}

/** Of compatible forms that are long: PostgreSQL refuses words of more than 2,046 bytes. */
const MOST = 600

/** A text that is looked for, without accents, as the column that is searched has it. */
export function folded(text: string): string {
  return [...text]
    .map((letter) => OTHER_FORMS[letter] ?? letter)
    .join('')
    .normalize('NFKD')
    .replace(MARKS, '')
    .slice(0, MOST)
}

/** A word that something begins with, or the words of a phrase, as an operand of a `tsquery`. */
export type Term = { operand: string; isNot: boolean }

/**
 * What is looked for: all terms of one of the alternatives, which `or` stands between. Operands
 * consist of words and the signs between them, so that every text makes a query.
 *
 * @returns none where the text has no words
 */
export function alternativesOf(text: string): Term[][] {
  const alternatives: Term[][] = [[]]
  for (const [part] of folded(text).matchAll(/-?"[^"]*"?|[^\s"]+/g)) {
    if (part.toLowerCase() === 'or') alternatives.push([])
    else alternatives.at(-1)?.push(...termsOf(part))
  }
  return alternatives.filter((terms) => terms.length > 0)
}

function termsOf(part: string): Term[] {
  const words = (part.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).map((word) => `'${word}'`)
  const isNot = part.startsWith('-')
  if (words.length === 0) return []
  return isNot || part.startsWith('"')
    ? [{ operand: words.join(' <-> '), isNot }]
    : words.map((word) => ({ operand: `${word}:*`, isNot }))
}
