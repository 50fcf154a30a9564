/** Making SVG that strangers drew harmless. */
export { cleanSvg } from './clean-svg.ts'
