import { type GeneratedBadge, generatedBadgeSvg } from '../credentials/index.ts'
import { ownImageId } from '../images/index.ts'
import { linkOf } from './read.ts'

/** An SVG as an address that an `<img>` can show by itself. */
export function svgDataUrl(svg: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
}

/**
 * What to show as the picture of a badge: the published one when it is an image of ours, else one
 * that is drawn. A picture that is kept elsewhere is not shown: its host would learn who looks at which
 * credential.
 */
export function badgePicture(options: {
  image: unknown
  publicUrl: string
  badge: GeneratedBadge
}): string {
  const address = linkOf(options.image)
  return address !== undefined && ownImageId(options.publicUrl, address) !== null
    ? address.slice(options.publicUrl.length)
    : svgDataUrl(generatedBadgeSvg(options.badge))
}
