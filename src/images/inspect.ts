import {
  type Baked,
  checkImage,
  checkPngData,
  cleanSvg,
  type ImageProblem,
  isImageProblem,
  recogniseImage,
  unbakePng,
  unbakeSvg,
  // Not the front of all credentials: a thread starts six times as fast without the rest.
} from '../credentials/images/index.ts'
import { BAKED_BOUNDS, KEPT_BOUNDS } from './bounds.ts'

export type MediaType = 'image/png' | 'image/svg+xml'

/** An image that may be kept and shown to anybody: an SVG in its cleaned form. */
export type InspectedImage = {
  mediaType: MediaType
  /** In whole pixels; of an SVG, as it would be shown by itself. */
  width: number
  height: number
  content: Uint8Array
}

/** Why an image is not taken: a code for programs, a sentence for people. */
export type Refusal = { problem: string; detail: string }

/**
 * Checks an image that somebody wants kept, by its content alone: a PNG or SVG within
 * `KEPT_BOUNDS`, without a credential in it. A PNG is decoded, an SVG cleaned, which can take a
 * second: run it in a worker.
 */
export async function inspectImage(image: Uint8Array): Promise<InspectedImage | Refusal> {
  const facts = checkImage(image, KEPT_BOUNDS)
  if (isImageProblem(facts)) return facts
  if (facts.type === 'svg') return inspectSvg(image)
  const baked = unbakePng(image)
  if (!isImageProblem(baked) || baked.problem !== 'no-credential') {
    const detail = 'The PNG carries a credential already; take the image without it.'
    return { problem: 'carries-credential', detail }
  }
  const undecodable = await checkPngData(image, KEPT_BOUNDS)
  if (undecodable !== null) return undecodable
  return { mediaType: 'image/png', width: facts.width, height: facts.height, content: image }
}

async function inspectSvg(image: Uint8Array): Promise<InspectedImage | Refusal> {
  const clean = await cleanSvg(new TextDecoder().decode(image), KEPT_BOUNDS)
  if (typeof clean !== 'string') return clean
  const content = new TextEncoder().encode(clean)
  const facts = checkImage(content, KEPT_BOUNDS)
  if (isImageProblem(facts)) return facts
  const whole = (side: number) => Math.max(1, Math.round(side))
  return {
    mediaType: 'image/svg+xml',
    width: whole(facts.width),
    height: whole(facts.height),
    content,
  }
}

/** Takes the credential out of a baked PNG or SVG; nothing of it is verified. */
export function unbakeImage(image: Uint8Array): Baked | ImageProblem {
  return recogniseImage(image) === 'png'
    ? unbakePng(image, BAKED_BOUNDS)
    : unbakeSvg(image, BAKED_BOUNDS)
}
