import { dimensionProblem, IMAGE_BOUNDS, type ImageBounds } from './bounds.ts'
import { readPng } from './png.ts'
import { layoutProblem } from './png-layout.ts'
import { type ImageProblem, imageProblem } from './problem.ts'
import { recogniseImage } from './recognise.ts'
import { readSvg } from './svg.ts'
import { svgSize } from './svg-size.ts'

/** What an image is and how large, in pixels (of an SVG: as it would be shown by itself). */
export type ImageFacts = { type: 'png' | 'svg'; width: number; height: number }

function checkPng(image: Uint8Array, bounds: ImageBounds): ImageFacts | ImageProblem {
  const png = readPng(image, bounds)
  if ('problem' in png) return png
  if (png.end < image.length) {
    return imageProblem('trailing-data', 'After the end of the PNG the file goes on.')
  }
  return layoutProblem(png) ?? { type: 'png', width: png.width, height: png.height }
}

function checkSvg(image: Uint8Array, bounds: ImageBounds): ImageFacts | ImageProblem {
  const svg = readSvg(image, bounds)
  if ('problem' in svg) return svg
  if (svg.root.element.namespaceURI !== 'http://www.w3.org/2000/svg') {
    return imageProblem('not-an-image', 'The SVG lacks its namespace, so that no browser shows it.')
  }
  const size = svgSize(svg.root.element)
  if (!size) {
    const detail = 'The SVG says nothing of its size: it needs a viewBox, or width and height.'
    return imageProblem('bad-dimensions', detail)
  }
  // An SVG is drawn at whatever size is wanted, so only its sides have a bound.
  const problem = dimensionProblem(size, { ...bounds, pixels: bounds.side * bounds.side })
  return problem ?? { type: 'svg', ...size }
}

/**
 * Checks an image before it is stored: PNG or SVG by its content, whole, and within the bounds.
 * An SVG that passes is not yet harmless: it has to be cleaned. Of a PNG that passes the pixels are
 * not yet decoded: `checkPngData` does that.
 *
 * @param bounds What differs from {@link IMAGE_BOUNDS}.
 * @returns What it is and its size, or the first problem. Never throws.
 */
export function checkImage(
  image: Uint8Array,
  bounds: Partial<ImageBounds> = {},
): ImageFacts | ImageProblem {
  const all = { ...IMAGE_BOUNDS, ...bounds }
  switch (recogniseImage(image)) {
    case 'png':
      return checkPng(image, all)
    case 'svg':
      return checkSvg(image, all)
    default:
      return imageProblem('not-an-image', 'The file is neither a PNG nor an SVG.')
  }
}
