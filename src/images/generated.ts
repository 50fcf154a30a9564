import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { LRUCache } from 'lru-cache'
import { drawnAsPng, type GeneratedBadge, generatedBadgeSvg } from '../credentials/index.ts'
import type { Queries } from '../db/index.ts'
import { type ImageRow, insertGenerated } from './store.ts'

const DRAWINGS_BYTES = 16 * 1024 * 1024
const SIDE = 512

const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) =>
  fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}`)),
)

/**
 * Draws the badge of a badge class that has no image, and keeps it.
 *
 * @returns the id of the image, an SVG; it is served as a PNG, too
 */
export async function keepGeneratedBadge(
  db: Queries,
  badge: GeneratedBadge,
  at: Date,
): Promise<string> {
  const content = Buffer.from(generatedBadgeSvg(badge))
  const row: ImageRow = {
    id: createHash('sha256').update(content).digest('hex'),
    mediaType: 'image/svg+xml',
    width: SIDE,
    height: SIDE,
    content,
    generated: true,
    createdAt: at,
  }
  await insertGenerated(db, row)
  return row.id
}

/** Draws SVGs that we made ourselves as PNGs, each once as long as there is room in memory. */
export function createDrawings(): (svg: Uint8Array) => Promise<Uint8Array> {
  const drawings = new LRUCache<string, Uint8Array>({
    maxSize: DRAWINGS_BYTES,
    sizeCalculation: ({ length }) => length,
  })
  const underWay = new Map<string, Promise<Uint8Array>>()
  return async (svg) => {
    const text = Buffer.from(svg).toString()
    const known = drawings.get(text) ?? underWay.get(text)
    if (known !== undefined) return known
    const drawing = drawnAsPng(text, { width: SIDE, fontFiles })
    underWay.set(text, drawing)
    try {
      const png = await drawing
      drawings.set(text, png)
      return png
    } finally {
      underWay.delete(text)
    }
  }
}
