/** A batch, as far as the command looks at it. */
export type Batch = {
  id: string
  status: string
  total: number
  awarded: number
  duplicates: number
  invalid: number
  failed: number
}
