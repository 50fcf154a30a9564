/** A picture for a badge class that has none. */
export { drawnAsPng } from './badge-png.ts'
export { type GeneratedBadge, generatedBadgeSvg } from './badge-svg.ts'
