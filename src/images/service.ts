import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import {
  type Baked,
  type GeneratedBadge,
  generatedBadgeSvg,
  recogniseImage,
} from '../credentials/index.ts'
import type { Database, Transaction } from '../db/index.ts'
import { type Created, invalid, Upload } from '../http/index.ts'
import type { OutboundClient } from '../outbound/index.ts'
import { createDrawings } from './generated.ts'
import { type InspectedImage, type MediaType, type Refusal, unbakeImage } from './inspect.ts'
import { pngInSvg } from './png-in-svg.ts'
import type { Image, NewImage } from './schema.ts'
import { bytesOfDataUrl, fetchImage } from './sources.ts'
import { type ImageRow, imageById, insertImage } from './store.ts'
import { tagOf } from './tag.ts'
import { imageUrl, ownImageId } from './url.ts'
import { createWorkshop, type Workshop } from './workshop.ts'

const CACHE_BYTES = 32 * 1024 * 1024
/** An SVG that is read within a few milliseconds, whatever is in it; a PNG always is. */
const SMALL_SVG_BYTES = 128 * 1024

export type ImageFormat = 'png' | 'svg'
export type ImageFile = { mediaType: MediaType; content: Uint8Array }

/** Images of badges and issuers, kept by their content. */
export type ImageService = {
  /**
   * Fetches where that is asked for, checks and cleans.
   * @throws Problem 400 naming what is wrong
   */
  inspect(source: NewImage | Upload): Promise<ImageRow>
  /** Keeps an inspected image. */
  create(tx: Transaction, image: ImageRow): Promise<Created<Image>>
  /**
   * Makes the `image` of an issuer or badge class ours: what is given as a data: URL or lies
   * elsewhere is checked and kept here. Where the other server cannot be reached, it stays a link.
   * @throws Problem 400 naming `image`
   */
  adopt<T extends { image?: string | null }>(input: T): Promise<T>
  /**
   * An image as it is published.
   * @param format - that it must have; without one, as it is kept
   */
  file(id: string, format?: ImageFormat): Promise<ImageFile | undefined>
  /**
   * The picture of a badge, for a credential to be baked into: its own where it is kept here and
   * has the format, or can be put into it safely; else the badge that is drawn.
   *
   * @param image - URL of the badge's image, if it has one
   * @param drawn - what stands on a drawn badge
   */
  badge(image: string | undefined, drawn: GeneratedBadge, format: ImageFormat): Promise<Uint8Array>
  /** Takes a credential out of an image; nothing of it is verified. */
  unbake(image: Uint8Array): Promise<Baked | Refusal>
  close(): Promise<void>
}

/** An {@link ImageService} that also fetches what a URL names, through `outbound`. */
export function createImageService(deps: {
  database: Database
  outbound: OutboundClient
  publicUrl: string
  now: () => Date
  workshop?: Workshop
}): ImageService {
  const { database, outbound, publicUrl, now, workshop = createWorkshop() } = deps
  const draw = createDrawings()
  const rows = new LRUCache<string, ImageRow>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ content }) => content.length + 200,
  })

  async function find(id: string): Promise<ImageRow | undefined> {
    const known = rows.get(id)
    if (known !== undefined) return known
    const row = await imageById(database.queries, id)
    if (row !== undefined) rows.set(id, row)
    return row
  }

  async function inspected(bytes: Uint8Array, field: string): Promise<ImageRow> {
    const image = await workshop.inspect(bytes)
    if ('problem' in image) throw invalid({ field, detail: `${field}: ${image.detail}` })
    return toRow(image, now())
  }

  async function inspect(source: NewImage | Upload): Promise<ImageRow> {
    if (source instanceof Upload) return inspected(source.bytes, 'body')
    const { url, dataUrl } = source
    if ((url === undefined) === (dataUrl === undefined)) {
      throw invalid({ field: 'url', detail: 'url or dataUrl is required, and not both.' })
    }
    if (dataUrl !== undefined) return inspected(bytesOfDataUrl(dataUrl, 'dataUrl'), 'dataUrl')
    const fetched = await fetchImage(outbound, url as string, 'url')
    if ('unreachable' in fetched)
      throw invalid({ field: 'url', detail: `url: ${fetched.unreachable}` })
    return inspected(fetched, 'url')
  }

  async function adopted(reference: string): Promise<string> {
    const field = 'image'
    if (URL.parse(reference)?.origin === publicUrl) {
      const id = ownImageId(publicUrl, reference)
      const row = id === null ? undefined : await find(id)
      if (row === undefined) {
        throw invalid({ field, detail: 'image: there is no image at this address of ours.' })
      }
      return reference
    }
    const bytes = reference.startsWith('data:')
      ? bytesOfDataUrl(reference, field)
      : await fetchImage(outbound, reference, field)
    if ('unreachable' in bytes) return reference
    const row = await inspected(bytes, field)
    await insertImage(database.queries, row)
    return imageUrl(publicUrl, row)
  }

  async function file(id: string, format?: ImageFormat): Promise<ImageFile | undefined> {
    const row = await find(id)
    if (row === undefined) return undefined
    const kept: ImageFile = { mediaType: row.mediaType as MediaType, content: row.content }
    if (format === undefined || formatOf(row) === format) return kept
    // Never an SVG of a stranger: what drawing it costs has no bound.
    if (format === 'png' && row.generated) {
      return { mediaType: 'image/png', content: await draw(row.content) }
    }
    return undefined
  }

  return {
    inspect,
    async create(tx, image) {
      const isNew = await insertImage(tx, image)
      return {
        resource: toImage(image, publicUrl),
        revision: 1,
        isNew,
        location: imageUrl(publicUrl, image),
        etag: tagOf(image.content),
        resultId: uuidOf(image.id),
      }
    },
    async adopt(input) {
      const { image } = input
      return typeof image === 'string' ? { ...input, image: await adopted(image) } : input
    },
    file,
    async badge(image, drawn, format) {
      const id = image === undefined ? null : ownImageId(publicUrl, image)
      const kept = id === null ? undefined : await file(id, format)
      if (kept !== undefined) return kept.content
      const row = id === null ? undefined : await find(id)
      if (format === 'svg' && row !== undefined) return pngInSvg(row.content, row)
      const svg = Buffer.from(generatedBadgeSvg(drawn))
      return format === 'svg' ? svg : draw(svg)
    },
    async unbake(image) {
      const inPlace = recogniseImage(image) === 'png' || image.length <= SMALL_SVG_BYTES
      return inPlace ? unbakeImage(image) : workshop.unbake(image)
    },
    close: workshop.close,
  }
}

function formatOf({ mediaType }: { mediaType: string }): ImageFormat {
  return mediaType === 'image/png' ? 'png' : 'svg'
}

function toRow(image: InspectedImage, at: Date): ImageRow {
  const content = Buffer.from(image.content)
  return {
    ...image,
    id: createHash('sha256').update(content).digest('hex'),
    content,
    generated: false,
    createdAt: at,
  }
}

function toImage(row: ImageRow, publicUrl: string): Image {
  const { id, mediaType, width, height, content } = row
  return {
    id,
    url: imageUrl(publicUrl, row),
    mediaType: mediaType as MediaType,
    width,
    height,
    bytes: content.length,
  }
}

/** A UUID that hangs on the content, as the id does. */
function uuidOf(id: string): string {
  return id.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
