/** A name as it is compared: without regard to case, blanks and punctuation. */
export function plainly(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}
