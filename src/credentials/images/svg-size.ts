import type { Element } from '@xmldom/xmldom'

// CSS Values and Units 4, section 6.2: lengths that do not depend on the page, in pixels.
const pixelsPerUnit: { [unit: string]: number } = {
  '': 1,
  px: 1,
  pt: 4 / 3,
  pc: 16,
  in: 96,
  cm: 96 / 2.54,
  mm: 9.6 / 2.54,
}

const number = /^[+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})(?:[eE][+-]?\d{1,2})?/

/** A length in pixels; null when there is none or it depends on something else (`%`, `em`). */
function pixels(length: string | null): number | null {
  const text = length?.trim() ?? ''
  const value = number.exec(text)?.[0]
  if (value === undefined) return null
  const factor = pixelsPerUnit[text.slice(value.length).trim()]
  return factor === undefined ? null : Number(value) * factor
}

/**
 * The size of an SVG in pixels (SVG 2, section 8.2): its `width` and `height` where these are
 * absolute, else those of its `viewBox`, of which one side alone gives the proportion. Null when
 * neither says anything.
 */
export function svgSize(root: Element): { width: number; height: number } | null {
  const width = pixels(root.getAttribute('width'))
  const height = pixels(root.getAttribute('height'))
  if (width !== null && height !== null) return { width, height }
  const box = root
    .getAttribute('viewBox')
    ?.trim()
    .split(/[\s,]+/, 5)
  if (box?.length !== 4) return null
  const [boxWidth, boxHeight] = [pixels(box[2] ?? null), pixels(box[3] ?? null)]
  if (boxWidth === null || boxHeight === null) return null
  if (width !== null) return { width, height: (width * boxHeight) / boxWidth }
  if (height !== null) return { width: (height * boxWidth) / boxHeight, height }
  return { width: boxWidth, height: boxHeight }
}
