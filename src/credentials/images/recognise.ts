import { startsAsPng } from './png.ts'
import { tagName, xmlTokens } from './xml-tokens.ts'

const LOOKED_AT = 64 * 1024

function startsAsSvg(image: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(image.subarray(0, LOOKED_AT))
  for (const token of xmlTokens(text)) {
    if (!token) return false
    if (token.kind === 'text' && text.slice(token.start, token.end).trim() !== '') return false
    if (token.kind === 'open' || token.kind === 'empty') {
      return /^([^:]+:)?svg$/.test(tagName(text, token))
    }
  }
  return false
}

/**
 * What an image is, from its content and not from what it is called: a PNG by its signature, an SVG
 * by its first element, which has to begin within the first 64 kB. Null for everything else. Says
 * nothing about whether the image is whole or harmless.
 */
export function recogniseImage(image: Uint8Array): 'png' | 'svg' | null {
  if (startsAsPng(image)) return 'png'
  return startsAsSvg(image) ? 'svg' : null
}
