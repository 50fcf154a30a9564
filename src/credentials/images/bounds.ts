import { type ImageProblem, imageProblem } from './problem.ts'

/** How much of an image is looked at before it is refused. */
export type ImageBounds = {
  /** Size of a PNG file. */
  pngBytes: number
  /** Size of an SVG file. */
  svgBytes: number
  /** Width and height, each, in pixels (of an SVG: user units). */
  side: number
  /** Width times height of a PNG. */
  pixels: number
  /** Chunks of a PNG. */
  chunks: number
  /** Text in a PNG, all chunks together, as stored; also what one baked text may expand to. */
  textBytes: number
  /** What all compressed texts of a PNG and its colour profile may expand to, together. */
  expandedBytes: number
  /** Elements of an SVG; of tags, texts, comments and so on together eight times as many. */
  elements: number
  /** Attributes of one element of an SVG. */
  attributes: number
  /** How deep the elements of an SVG may be nested. */
  depth: number
}

/** Bounds that badges in the wild stay below. A 4096 × 4096 PNG decodes to 64 MB. */
export const IMAGE_BOUNDS: ImageBounds = {
  pngBytes: 8 * 1024 * 1024,
  svgBytes: 2 * 1024 * 1024,
  side: 8192,
  pixels: 4096 * 4096,
  chunks: 10_000,
  textBytes: 1024 * 1024,
  expandedBytes: 1024 * 1024,
  elements: 5_000,
  attributes: 128,
  depth: 64,
}

/** The problem with the size of an image, in pixels; null when it is within the bounds. */
export function dimensionProblem(
  size: { width: number; height: number },
  bounds: { side: number; pixels: number },
): ImageProblem | null {
  const { width, height } = size
  if (!(width > 0 && height > 0)) {
    return imageProblem('bad-dimensions', 'The image has no width or no height.')
  }
  if (width > bounds.side || height > bounds.side || width * height > bounds.pixels) {
    const most = `${bounds.side} pixels a side and ${bounds.pixels} pixels in all`
    return imageProblem('bad-dimensions', `The image is larger than ${most}.`)
  }
  return null
}
