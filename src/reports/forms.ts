import { stringify } from 'csv-stringify/sync'
import type { Report } from './schema.ts'

const COLUMNS = [
  'period',
  'value',
  'name',
  'suppressed',
  'participants',
  'badgesAwarded',
  'shareWithMoreThanOne',
  'daysToNextBadge',
] as const

/** A report as CSV (RFC 4180); what is suppressed is an empty cell. */
export function reportCsv({ rows }: Report): string {
  const records = rows.map((row) => COLUMNS.map((column) => String(row[column] ?? '')))
  return stringify([[...COLUMNS], ...records], { record_delimiter: '\r\n', escape_formulas: true })
}

const WIDTH = 640
const LABELS = 220
const LINE = 28
const MARGIN = 16

/** A report as bars of badges awarded, in SVG that says in words what it shows. */
export function reportChart({ rows, by, period }: Report): string {
  const most = Math.max(1, ...rows.map(({ badgesAwarded }) => badgesAwarded ?? 0))
  const height = 2 * MARGIN + LINE * (rows.length + 1)
  const bars = rows.map(({ name, period, badgesAwarded }, at) => {
    const y = MARGIN + LINE * (at + 1)
    const label = [by === 'all' ? '' : name, period === 'all' ? '' : period]
      .filter(Boolean)
      .join(', ')
    const width = Math.round(((badgesAwarded ?? 0) / most) * (WIDTH - LABELS - 90))
    return `<text x="${MARGIN}" y="${y + 18}">${escaped(clipped(label || 'All'))}</text>
<rect x="${LABELS}" y="${y + 4}" width="${width}" height="18" fill="#1d5fa8"/>
<text x="${LABELS + width + 8}" y="${y + 18}">${badgesAwarded ?? 'few or none'}</text>`
  })
  const title = `Badges awarded${by === 'all' ? '' : ` by ${by}`}${period === 'all' ? '' : `, by ${period}`}`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title" font-family="sans-serif" font-size="14" fill="#1b1b1b">
<title id="title">${title}</title>
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="${MARGIN}" y="${MARGIN + 12}" font-weight="bold">${title}</text>
${bars.join('\n')}
</svg>
`
}

function clipped(text: string): string {
  const letters = [...text]
  return letters.length > 26 ? `${letters.slice(0, 25).join('')}…` : text
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
