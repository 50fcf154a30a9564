/** The cells of a row that are not blank, trimmed, by the fields that their columns mean. */
export type Cells = ReadonlyMap<string, string>

/** An award's input that is being put together. */
export type Draft = Record<string, unknown>

/** Columns of a CSV file that belong together. */
export type ColumnGroup = {
  /**
   * The field that a name of a column means; null when it means none of these.
   *
   * @param name - written `plainly`
   * @param written - the same as it stands in the file
   */
  fieldOf(name: string, written: string): string | null
  /**
   * Puts what the cells of a row say into the award.
   *
   * @throws Problem naming the field
   */
  read(cells: Cells, draft: Draft): void
}
