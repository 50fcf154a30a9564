/** Credentials inside of images (Open Badges 3.0, section 5.3, and Open Badges 2.0 Baking). */
export type { Baked, BakePayload, BakeVersion } from './payload.ts'
export { bakePng, unbakePng } from './png.ts'
export { bakeSvg, unbakeSvg } from './svg.ts'
