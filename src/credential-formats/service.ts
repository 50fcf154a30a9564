import { LRUCache } from 'lru-cache'
import type { AssertionService } from '../assertions/index.ts'
import type { CredentialJwts } from '../credential-jwts/index.ts'
import { bakePng, bakeSvg, isImageProblem, type JsonObject } from '../credentials/index.ts'
import { erasedCredential } from '../http/index.ts'
import { BAKED_BOUNDS, type ImageFormat, type ImageService } from '../images/index.ts'
import type { Withdrawals } from '../withdrawals/index.ts'
import { type Kept, keeper, kept } from './kept.ts'
import { pictureOf } from './picture.ts'

const DOCUMENT_BYTES = 32 * 1024 * 1024
const IMAGE_BYTES = 64 * 1024 * 1024
/** How many of those that were asked for last are remembered. */
const MOST_ASKED = 10_000
/**
 * How long a credential is served from memory before it is looked up again. What is hidden is
 * forgotten when that is heard of, see `Withdrawals`; this bounds what else could go wrong.
 */
const FRESH_MS = 2_000

/**
 * The forms in which a credential is published, each the same credential. Undefined is a
 * credential that there is not, or that is not to be seen: in every form alike.
 *
 * @throws Problem 410 for one that was erased
 */
export type CredentialFormats = {
  /** The signed JSON-LD document, as it was signed. */
  jsonLd(publicId: string): Promise<Kept | undefined>
  /** As a VC-JWT. */
  jwt(publicId: string): Promise<Kept | undefined>
  /** The signed document baked into the picture of the badge. The same bytes each time. */
  baked(publicId: string, format: ImageFormat): Promise<Kept | undefined>
  /** A signed document baked into the picture of its badge, whatever became of it since. */
  bake(credential: string, format: ImageFormat): Promise<Uint8Array>
}

/**
 * {@link CredentialFormats} of the awards that `assertions` reads, kept where making them costs
 * much.
 */
export function createCredentialFormats(deps: {
  assertions: Pick<AssertionService, 'credential'>
  jwts: Pick<CredentialJwts, 'credentialJwt'>
  images: Pick<ImageService, 'badge'>
  withdrawals: Pick<Withdrawals, 'heed' | 'hears'>
}): CredentialFormats {
  const { assertions, jwts, images, withdrawals } = deps
  const documents = keeper({ bytes: DOCUMENT_BYTES, ttlMs: FRESH_MS })
  let withdrawn = 0
  withdrawals.heed(() => {
    withdrawn += 1
    documents.clear()
  })
  const pictures = keeper({ bytes: IMAGE_BYTES })
  const asked = new LRUCache<string, true>({ max: MOST_ASKED })

  async function lookUp(
    key: string,
    read: () => Promise<string | null | undefined>,
  ): Promise<Kept | undefined> {
    const known = documents.get(key)
    if (known !== undefined) return known
    const before = withdrawn
    const text = await read()
    if (text === undefined) return undefined
    if (text === null) throw erasedCredential()
    const document = kept(text)
    // What is asked for once is likely never asked for again: keeping it would only make work.
    if (!asked.has(key)) asked.set(key, true)
    // It may have been read before it was withdrawn.
    else if (withdrawals.hears() && withdrawn === before) documents.set(key, document)
    return document
  }

  /** This decides whether a credential is to be seen; every form asks it first. */
  const jsonLd = (publicId: string) => lookUp(publicId, () => assertions.credential(publicId))

  async function bake(credential: string, format: ImageFormat): Promise<Uint8Array> {
    const { image, drawn } = pictureOf(JSON.parse(credential) as JsonObject)
    const bakeInto = format === 'png' ? bakePng : bakeSvg
    for (const source of [image, undefined]) {
      const picture = await images.badge(source, drawn, format)
      const baked = bakeInto(picture, { credential }, { bounds: BAKED_BOUNDS })
      if (!isImageProblem(baked)) return baked
    }
    throw new Error(`The credential cannot be baked into any ${format}.`)
  }

  return {
    jsonLd,
    async jwt(publicId) {
      if ((await jsonLd(publicId)) === undefined) return undefined
      return lookUp(`${publicId}.jwt`, () => jwts.credentialJwt(publicId))
    },
    async baked(publicId, format) {
      const document = await jsonLd(publicId)
      if (document === undefined) return undefined
      const key = `${publicId}.${format}`
      const known = pictures.get(key)
      if (known !== undefined) return known
      const picture = kept(await bake(document.content.toString(), format))
      pictures.set(key, picture)
      return picture
    },
    bake,
  }
}
