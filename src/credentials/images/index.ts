/**
 * Images that strangers made, PNG and SVG: reading them within bounds, credentials baked into them
 * (Open Badges 3.0, section 5.3), making SVG harmless, and drawing a badge that has no image.
 */
export {
  type Baked,
  type BakePayload,
  type BakeVersion,
  bakePng,
  bakeSvg,
  unbakePng,
  unbakeSvg,
} from './baking/index.ts'
export { IMAGE_BOUNDS, type ImageBounds } from './bounds.ts'
export { checkImage, type ImageFacts } from './check-image.ts'
export { checkPngData } from './check-png-data.ts'
export { cleanSvg } from './cleaning/index.ts'
export { drawnAsPng, type GeneratedBadge, generatedBadgeSvg } from './generated-badge/index.ts'
export { type ImageProblem, type ImageProblemCode, isImageProblem } from './problem.ts'
export { recogniseImage } from './recognise.ts'
