import type { Cell } from './cells-store.ts'

/** What tells a cell from the others of its place. */
export type CellName = Pick<Cell, 'dimension' | 'value' | 'period'>

export function nameOf({ dimension, value, period }: CellName): string {
  return `${dimension} ${value} ${period}`
}

/** Whether a dimension is what people said of themselves for equality. */
export const isTarget = (dimension: string) => dimension.startsWith('target:')
