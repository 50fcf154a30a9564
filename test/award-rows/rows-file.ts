// Large files of rows, made while they are read.

const INPUT = {
  recipient: { type: 'email', value: 'learner@example.org' },
  narrative: 'Interviewed three dockers, and cut the episode alone.',
  evidence: [{ id: 'https://example.org/evidence/1' }],
}
const CELLS = [INPUT.recipient.value, INPUT.narrative, 'https://example.org/evidence/1']

/** The row that a file consists of. */
export const ROW = { csv: CELLS, ndjson: JSON.stringify(INPUT), json: JSON.stringify(INPUT) }

const RECORD = `${CELLS[0]},"${CELLS[1]}",${CELLS[2]}\r\n`
const WRITTEN = {
  csv: { head: 'email,narrative,evidence\r\n', row: RECORD, tail: '' },
  ndjson: { head: '', row: `${ROW.ndjson}\n`, tail: '' },
  json: { head: '[0,', row: `${ROW.json},`, tail: `${ROW.json}]` },
}
const ROWS_A_PIECE = 500

/** A file with so many rows. */
export async function* rowsFile(type: keyof typeof ROW, count: number): AsyncGenerator<Buffer> {
  const { head, row, tail } = WRITTEN[type]
  const written = type === 'json' ? count - 2 : count
  yield Buffer.from(head)
  const piece = Buffer.from(row.repeat(ROWS_A_PIECE))
  for (let left = written; left > 0; left -= ROWS_A_PIECE) {
    yield left >= ROWS_A_PIECE ? piece : Buffer.from(row.repeat(left))
  }
  yield Buffer.from(tail)
}
