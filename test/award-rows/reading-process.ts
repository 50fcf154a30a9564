// A process that only reads a large file of rows, and says how much memory that took.
import { openRows, ROW_MEDIA_TYPES } from '../../src/award-rows/index.ts'
import { CSV } from './reading.ts'
import { type ROW, rowsFile } from './rows-file.ts'

const [type, count] = process.argv.slice(2)
const mediaType = Object.entries(ROW_MEDIA_TYPES).find(([, one]) => one === type)?.[0] as string
const start = performance.now()
const { rows } = await openRows(rowsFile(type as keyof typeof ROW, Number(count)), {
  ...CSV,
  mediaType,
})
let read = 0
for await (const slab of rows) read += slab.length
const seconds = (performance.now() - start) / 1000
const rss = Math.round(process.resourceUsage().maxRSS / 1024)
process.stdout.write(JSON.stringify({ rows: read, rss, perSecond: Math.round(read / seconds) }))
