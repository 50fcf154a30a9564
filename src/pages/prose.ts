import { html, plain } from './markdown.ts'
import { textOf } from './read.ts'

/** How much a page takes on, in characters. Any text may be 20,000 long, and a page holds dozens. */
export type ProseBounds = {
  /** What is read as Markdown of one text, whose worst cases take the square of its length. */
  markdownPerText: number
  /** The same for all texts of a page. */
  markdownPerPage: number
  /** All prose that a page shows, in whatever way. */
  shownPerPage: number
}

export const PROSE_BOUNDS: ProseBounds = {
  markdownPerText: 8_000,
  markdownPerPage: 60_000,
  shownPerPage: 200_000,
}

/** Safe HTML of a Markdown text; empty when the value is no text. */
export type Prose = (value: unknown) => string

/** For what is not to be told at length. */
export const noProse: Prose = () => ''

/**
 * The prose of one page. What is beyond its bounds for Markdown is shown as the text it is; beyond
 * all that a page shows, a text breaks off.
 *
 * @param render makes safe HTML of Markdown
 */
export function createProse(render = html, bounds: ProseBounds = PROSE_BOUNDS): Prose {
  const { markdownPerText } = bounds
  let markdownLeft = bounds.markdownPerPage
  let shownLeft = bounds.shownPerPage
  return (value) => {
    const whole = textOf(value)
    if (whole === undefined || shownLeft <= 0) return ''
    const cut = cutAt(whole, shownLeft)
    const text = cut === whole.length ? whole : `${whole.slice(0, cut)}…`
    shownLeft -= text.length
    const read = endOfPart(text, markdownPerText)
    if (read > markdownLeft) return plain(text)
    markdownLeft -= read
    return render(text.slice(0, read)) + plain(text.slice(read))
  }
}

/** Where to end a part of a text, best between two paragraphs, else between two words. */
function endOfPart(text: string, most: number): number {
  if (text.length <= most) return text.length
  for (const gap of ['\n\n', '\n', ' ']) {
    const end = text.lastIndexOf(gap, most)
    if (end > most / 2) return end
  }
  return cutAt(text, most)
}

/** So many characters at most, without half of one. */
function cutAt(text: string, most: number): number {
  if (text.length <= most) return text.length
  const last = text.charCodeAt(most - 1)
  return last >= 0xd800 && last < 0xdc00 ? most - 1 : most
}
