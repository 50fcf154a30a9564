const MAX_CHARACTERS = 200

/** Words of somebody else inside a sentence of a report: on one line, cut where they are long. */
export function quoted(words: string): string {
  const line = words
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
  const characters = [...line.slice(0, 4 * MAX_CHARACTERS)]
  const cut = characters.length > MAX_CHARACTERS
  return `“${characters.slice(0, MAX_CHARACTERS).join('')}${cut ? '…' : ''}”`
}
