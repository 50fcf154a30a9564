/** A piece of XML text: `start` and `end` are offsets; the pieces follow one another without gaps. */
export type XmlToken = {
  kind: 'text' | 'open' | 'close' | 'empty' | 'comment' | 'cdata' | 'instruction' | 'doctype'
  start: number
  end: number
  /** Quoted values in a tag: the number of its attributes. */
  attributes: number
}

const sections = [
  { kind: 'comment', begin: '<!--', finish: '-->' },
  { kind: 'cdata', begin: '<![CDATA[', finish: ']]>' },
  { kind: 'instruction', begin: '<?', finish: '?>' },
] as const

/** The end of a tag or document type, past its `>`; quoted values may hold one. */
function endOfTag(text: string, start: number): { end: number; attributes: number } | null {
  let attributes = 0
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at]
    if (character === '>') return { end: at + 1, attributes }
    if (character === '<') return null
    if (character === '"' || character === "'") {
      at = text.indexOf(character, at + 1)
      if (at < 0) return null
      attributes += 1
    }
  }
  return null
}

function endOfDoctype(text: string, start: number): number | null {
  const end = text.indexOf('>', start) + 1
  if (end === 0) return null
  if (!text.slice(start, end).includes('[')) return end
  const closing = /\]\s*>/g
  closing.lastIndex = start
  return closing.test(text) ? closing.lastIndex : null
}

function tokenAt(text: string, start: number): XmlToken | null {
  if (text[start] !== '<') {
    const next = text.indexOf('<', start)
    return { kind: 'text', start, end: next < 0 ? text.length : next, attributes: 0 }
  }
  for (const { kind, begin, finish } of sections) {
    if (!text.startsWith(begin, start)) continue
    const at = text.indexOf(finish, start + begin.length)
    return at < 0 ? null : { kind, start, end: at + finish.length, attributes: 0 }
  }
  if (text.startsWith('<!', start)) {
    const end = endOfDoctype(text, start)
    return end === null ? null : { kind: 'doctype', start, end, attributes: 0 }
  }
  const tag = endOfTag(text, start)
  if (!tag) return null
  if (text[start + 1] === '/') return { kind: 'close', start, ...tag }
  return { kind: text[tag.end - 2] === '/' ? 'empty' : 'open', start, ...tag }
}

/**
 * Cuts XML into its pieces, in one pass over the text, however hostile. This finds out where things
 * stand; whether they are well-formed, an XML parser says. Ends with null where a piece has no end.
 */
export function* xmlTokens(text: string): Generator<XmlToken | null> {
  for (let at = 0; at < text.length; ) {
    const token = tokenAt(text, at)
    yield token
    if (!token) return
    at = token.end
  }
}

/** The name in a start or end tag, with its prefix. */
export function tagName(text: string, token: { start: number; end: number }): string {
  return /^<\/?([^\s/>]{0,200})/.exec(text.slice(token.start, token.start + 202))?.[1] ?? ''
}
