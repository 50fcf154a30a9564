import type { PngHeader } from './png.ts'

/** Rows of pixels that have the same length, in bytes, the one for the filter included. */
export type PngRows = { rows: number; bytes: number }

const samples: { [colourType: number]: number } = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/** The passes of Adam7 (PNG, section 8.1): first column and row, and the steps between them. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const
const WHOLE = [[0, 0, 1, 1]] as const

/** The rows that the pixel data of a PNG consists of, in their order (PNG, sections 7 and 8). */
export function rowsOf(header: PngHeader): PngRows[] {
  const bits = header.bitDepth * (samples[header.colourType] as number)
  return (header.interlaced ? ADAM7 : WHOLE)
    .map(([left, top, across, down]) => ({
      columns: Math.ceil((header.width - left) / across),
      rows: Math.ceil((header.height - top) / down),
    }))
    .filter(({ columns, rows }) => columns > 0 && rows > 0)
    .map(({ columns, rows }) => ({ rows, bytes: 1 + Math.ceil((columns * bits) / 8) }))
}
