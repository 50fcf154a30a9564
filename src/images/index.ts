/** Images of badges and issuers: taken in, kept by their content, published, baked into. */
export { BAKED_BOUNDS, UPLOAD_BYTES } from './bounds.ts'
export { decodeBase64, decodeDataUrl } from './data-url.ts'
export { keepGeneratedBadge } from './generated.ts'
export { type Refusal, unbakeImage } from './inspect.ts'
export { imageRoutes } from './routes.ts'
export { IMAGE_JSON_BYTES, ImageReference } from './schema.ts'
export { SVG_POLICY } from './send.ts'
export {
  createImageService,
  type ImageFormat,
  type ImageService,
} from './service.ts'
export { generatedImageUrl, ownImageId } from './url.ts'
export { UNREADABLE } from './workshop.ts'
