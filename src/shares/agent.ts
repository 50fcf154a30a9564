/** Of several that a program names, the first here is the one that it is. */
const BROWSERS: [RegExp, string][] = [
  [/bot\b|crawler|spider|preview|facebookexternalhit/i, 'A robot'],
  [/edg(e|a|ios)?\//i, 'Edge'],
  [/opr\/|opera/i, 'Opera'],
  [/firefox|fxios/i, 'Firefox'],
  [/chrom(e|ium)|crios/i, 'Chrome'],
  [/safari\//i, 'Safari'],
]
const PLATFORMS: [RegExp, string][] = [
  [/iphone|ipod/i, 'iPhone'],
  [/ipad/i, 'iPad'],
  [/android/i, 'Android'],
  [/windows/i, 'Windows'],
  [/mac os x|macintosh/i, 'a Mac'],
  [/linux|cros/i, 'Linux'],
]

/**
 * What kind of program opened a link, in words too coarse to tell one person from another: `Firefox on
 * Windows`, `A program`.
 */
export function coarseAgent(userAgent: string | undefined): string {
  const find = (table: [RegExp, string][]) =>
    table.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1]
  const browser = find(BROWSERS)
  if (browser === undefined) return 'A program'
  const platform = find(PLATFORMS)
  return browser === 'A robot' || platform === undefined ? browser : `${browser} on ${platform}`
}
