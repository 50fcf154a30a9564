import { createHash } from 'node:crypto'
import { behindWhite, fromHsl, hex } from './colour.ts'
import { emblem } from './emblem.ts'
import { type SetLines, setLines } from './lines.ts'

/** What stands on a drawn badge. */
export type GeneratedBadge = {
  /** The name of the badge. */
  name: string
  issuerName: string
  /** The layer, as it is to be read; known ones have an emblem of their own. */
  layer?: string | undefined
  /** What the colour hangs on: the same for all badges of an issuer, its id for example. */
  colourSeed: string
}

const CENTRE = 256
const fonts =
  "Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', 'Noto Sans', sans-serif"

/** A text as XML can hold it, without line breaks and control characters. */
function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029\ufffe\uffff\s]+/gu, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
}

/** A circle with an edge of round scallops of the given height, as a path around the centre. */
function scallops(radius: number, height: number, count: number): string {
  const point = (turn: number) => {
    const angle = 2 * Math.PI * (turn / count - 0.25)
    const at = (part: number) => (CENTRE + radius * part).toFixed(1)
    return `${at(Math.cos(angle))} ${at(Math.sin(angle))}`
  }
  const chord = 2 * radius * Math.sin(Math.PI / count)
  const round = ((chord * chord) / 4 + height * height) / (2 * height)
  const arc = `A${round.toFixed(1)} ${round.toFixed(1)} 0 0 1 `
  const ends = Array.from({ length: count }, (_, turn) => arc + point(turn + 0.5))
  return `M${point(-0.5)}${ends.join('')}Z`
}

function lines(set: SetLines, middle: number, attributes: string): string {
  const height = set.size * 1.2
  const first = middle - (height * (set.lines.length - 1)) / 2 + set.size * 0.36
  return set.lines
    .map((line, number) => {
      const y = (first + number * height).toFixed(1)
      return `<text x="${CENTRE}" y="${y}" font-size="${set.size}" ${attributes}>${xmlText(line)}</text>`
    })
    .join('')
}

function ribbon(layer: string, colours: { tint: string; dark: string; fold: string }): string {
  const set = setLines(layer.toUpperCase(), {
    width: 214,
    height: 30,
    sizes: [24, 20, 16, 13],
    mostLines: 1,
  })
  const text = lines(set, 416, `fill="${colours.dark}" font-weight="700" letter-spacing="1"`)
  return (
    `<path fill="${colours.fold}" d="M98 406L64 462L108 454L126 482L150 442ZM414 406L448 462L404 454L386 482L362 442Z"/>` +
    `<path fill="${colours.tint}" d="M90 390H422L406 416L422 442H90L106 416Z"/>${text}`
  )
}

/**
 * Draws a badge for a badge class that has no image: 512 × 512, transparent around it. The same input
 * always gives the same text. The colour is that of the issuer; white on it has a contrast of at
 * least 4.5 (WCAG 2.2, 1.4.3) whatever the hue. The name is set as large as it fits; the whole of it
 * is in the title, for those who cannot see the picture.
 *
 * @returns A still SVG without scripts, style sheets or references to anything outside.
 */
export function generatedBadgeSvg(badge: GeneratedBadge): string {
  const hash = createHash('sha256').update(badge.colourSeed.toWellFormed()).digest()
  const hue = hash.readUInt16BE(0) % 360
  const saturation = 0.5 + (hash.readUInt8(2) % 26) / 100
  const top = hex(behindWhite(hue, saturation, 4.6))
  const bottom = hex(behindWhite((hue + 350) % 360, saturation, 9))
  const dark = hex(behindWhite(hue, saturation, 11))
  const tint = hex(fromHsl(hue, 0.6, 0.94))
  const fold = hex(fromHsl(hue, 0.3, 0.7))
  const layer = badge.layer?.trim()
  const name = setLines(badge.name, {
    width: 320,
    height: 136,
    sizes: [50, 46, 42, 38, 34, 30, 27, 24, 21],
    mostLines: 4,
  })
  const issuer = setLines(badge.issuerName, {
    width: 264,
    height: 44,
    sizes: [20, 18, 16],
    mostLines: 2,
  })
  // Without a ribbon, what stands on the badge moves to its middle.
  const down = layer ? 0 : 30
  const title = [badge.name, layer, badge.issuerName].filter(Boolean).join(' · ')
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="0 0 512 512" role="img" font-family="${fonts}" text-anchor="middle">`,
    `<title>${xmlText(title)}</title>`,
    '<defs><linearGradient id="ground" x1="0" y1="0" x2="0.4" y2="1">',
    `<stop offset="0" stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/>`,
    '</linearGradient></defs>',
    `<path fill="url(#ground)" d="${scallops(230, 14, 24 + (hash.readUInt8(3) % 3) * 4)}"/>`,
    `<circle cx="${CENTRE}" cy="${CENTRE}" r="207" fill="none" stroke="#ffffff" stroke-opacity="0.55" stroke-width="3"/>`,
    `<g transform="translate(${CENTRE} ${116 + down})" fill="none" stroke="#ffffff" stroke-width="6" stroke-linecap="round" stroke-linejoin="round">${emblem(layer)}</g>`,
    lines(name, 242 + down, 'fill="#ffffff" font-weight="700"'),
    lines(issuer, 347 + down, 'fill="#ffffff"'),
    layer ? ribbon(layer, { tint, dark, fold }) : '',
    '</svg>',
  ].join('')
}
