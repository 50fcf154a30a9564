const narrow = /^[ijlftrI.,:;'|!()[\]{}\-\u2019]$/
const wide = /^[mwMW@%&—…]$/
const square =
  /^[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]|^\p{Extended_Pictographic}/u

/** How wide a character of a bold sans-serif font is at most, in ems; fonts differ. */
function width(character: string): number {
  if (narrow.test(character)) return 0.42
  if (wide.test(character)) return 1.05
  if (square.test(character)) return 1.05
  if (/^\p{Mark}/u.test(character)) return 0
  return /^\p{Uppercase}/u.test(character) ? 0.8 : 0.68
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

function characters(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment)
}

/** How wide a text is at most, in ems. */
export function textWidth(text: string): number {
  return characters(text).reduce((sum, character) => sum + width(character), 0)
}

/** A word in pieces that fit, so that no word is wider than a line. */
function broken(word: string, most: number): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const character of characters(word)) {
    if (piece !== '' && textWidth(piece + character) > most) {
      pieces.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...pieces, piece]
}

function wrapped(text: string, most: number): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/).flatMap((word) => broken(word, most))) {
    const last = lines.at(-1)
    if (last !== undefined && textWidth(`${last} ${word}`) <= most) {
      lines[lines.length - 1] = `${last} ${word}`
    } else lines.push(word)
  }
  return lines
}

/** Lines of one size: `size` is the font's, in the unit of the box. */
export type SetLines = { size: number; lines: string[] }

/**
 * Sets a text in a box: the largest of the font sizes at which it fits, in lines that break between
 * words, and within a word only where that is wider than the box. What does not fit at the smallest
 * size ends in an ellipsis.
 *
 * @param sizes From large to small; not empty.
 */
export function setLines(
  text: string,
  box: { width: number; height: number; sizes: number[]; mostLines: number },
): SetLines {
  const words = text.trim().slice(0, 300)
  const fitting = (size: number) => Math.min(box.mostLines, Math.floor(box.height / (size * 1.2)))
  for (const size of box.sizes) {
    const most = box.width / size
    if (words.split(/\s+/).some((word) => textWidth(word) > most)) continue
    const lines = wrapped(words, most)
    if (lines.length <= fitting(size)) return { size, lines }
  }
  const size = box.sizes.at(-1) ?? 1
  const lines = wrapped(words, box.width / size)
  if (lines.length <= fitting(size)) return { size, lines }
  const kept = lines.slice(0, Math.max(1, fitting(size)))
  const last = characters(kept.at(-1) ?? '')
  while (last.length > 1 && textWidth(`${last.join('')}…`) > box.width / size) last.pop()
  return { size, lines: [...kept.slice(0, -1), `${last.join('').trimEnd()}…`] }
}
