/** Where an attribute's value stands in a text, quotes included. */
export type AttributePlace = { start: number; end: number }

/**
 * Finds the attribute `name`, with its prefix, in the start tag at `start` of well-formed XML; null
 * when the tag has none.
 */
export function findAttribute(
  text: string,
  tag: { start: number; tagEnd: number },
  name: string,
): AttributePlace | null {
  const source = text.slice(tag.start, tag.tagEnd)
  const attribute = /\s+([^\s=<>/]+)\s*=\s*("[^"]*"|'[^']*')/y
  attribute.lastIndex = /^<[^\s/>]+/.exec(source)?.[0].length ?? 0
  for (let match = attribute.exec(source); match; match = attribute.exec(source)) {
    const end = tag.start + attribute.lastIndex
    if (match[1] === name) return { start: end - (match[2]?.length ?? 0), end }
  }
  return null
}

/** A text as the value of an attribute, without its quotes. */
export function attributeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')
}

/**
 * JSON as it can stand in one CDATA section and come back from any XML reader: the few characters
 * that XML forbids, ends the section with, or (some readers) takes for line breaks are written as
 * JSON escapes, which they can only be inside of strings; a carriage return, which can only be
 * between values, becomes a line feed. The JSON value stays the same; without such characters, each
 * byte does.
 */
export function jsonForCdata(json: string): string {
  return json
    .replace(/\r\n?/g, '\n')
    .replace(/\]\]>/g, ']]\\u003e')
    .replace(/[\u007f-\u009f\u2028\u2029\ufffe\uffff]/g, (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
    })
}

/** One change of a text: what stands from `start` to `end` is replaced. */
export type Edit = { start: number; end: number; text: string }

/** A text with changes that do not overlap, given in any order; those at one place stay in order. */
export function edited(text: string, edits: Edit[]): string {
  let result = ''
  let from = 0
  for (const edit of edits.toSorted((one, other) => one.start - other.start)) {
    result += text.slice(from, edit.start) + edit.text
    from = edit.end
  }
  return result + text.slice(from)
}
