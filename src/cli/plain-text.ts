/**
 * A text that others wrote, on one line, without what steers a terminal or turns the direction of text.
 *
 * @param most - characters; what is longer is cut
 */
export function plainText(text: string, most = 500): string {
  const steering = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu
  const line = text.replace(steering, ' ')
  return line.length > most ? `${line.slice(0, most).toWellFormed()}…` : line
}
