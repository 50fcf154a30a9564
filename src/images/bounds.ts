import type { ImageBounds } from '../credentials/index.ts'

const MIB = 1024 * 1024

/** What a request that carries an image, or has a credential taken out of one, may be long. */
export const UPLOAD_BYTES = 10 * MIB

/**
 * What is kept: less than what is read, so that with a credential baked in an image is still
 * within {@link BAKED_BOUNDS}, a PNG inside of an SVG included.
 */
export const KEPT_BOUNDS: Partial<ImageBounds> = {
  pngBytes: 6 * MIB,
  svgBytes: MIB,
  textBytes: 64 * 1024,
  chunks: 9_000,
  elements: 4_900,
  attributes: 120,
}

/** Within what credentials are baked into images, and taken out of them. */
export const BAKED_BOUNDS: Partial<ImageBounds> = {
  pngBytes: UPLOAD_BYTES,
  svgBytes: UPLOAD_BYTES,
}
