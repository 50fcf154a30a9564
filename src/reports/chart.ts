import type { Report } from './schema.ts'

/** A bar: what it is about, and its count; null where that is suppressed. */
export type Bar = { label: string; count: number | null }

const WIDTH = 640
const LABELS = 220
const LINE = 28
const MARGIN = 16

/** A report as bars of participants. */
export function reportChart({ rows, by, period, explanation }: Report): string {
  const title = `Participants${by === 'all' ? '' : ` by ${NAMES[by] ?? by}`}${period === 'all' ? '' : `, by ${period}`}`
  const bars = rows.map((row) => {
    const parts = [by === 'all' ? '' : row.name, row.period === 'all' ? '' : row.period]
    return { label: parts.filter(Boolean).join(', ') || 'All', count: row.participants }
  })
  return chart(title, bars, explanation)
}

const NAMES: Record<string, string> = { ageBand: 'age band', targetGroup: 'target group' }

/**
 * Bars in SVG, without a script. To who does not see them its description is the same in words: a line
 * for each bar, and what was left out.
 */
export function chart(title: string, bars: readonly Bar[], explanation: string): string {
  const most = Math.max(1, ...bars.map(({ count }) => count ?? 0))
  const height = 2 * MARGIN + LINE * (bars.length + 1)
  const drawn = bars.map(({ label, count }, at) => {
    const y = MARGIN + LINE * (at + 1)
    const width = Math.round(((count ?? 0) / most) * (WIDTH - LABELS - 90))
    return `<text x="${MARGIN}" y="${y + 18}">${escaped(clipped(label))}</text>
<rect x="${LABELS}" y="${y + 4}" width="${width}" height="18" fill="#1d5fa8"/>
<text x="${LABELS + width + 8}" y="${y + 18}">${wordOf(count)}</text>`
  })
  const table = bars.map(({ label, count }) => `${label}: ${wordOf(count)}.`)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title" aria-describedby="table" font-family="sans-serif" font-size="14" fill="#1b1b1b">
<title id="title">${escaped(title)}</title>
<desc id="table">${escaped([...table, explanation].join('\n'))}</desc>
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="${MARGIN}" y="${MARGIN + 12}" font-weight="bold">${escaped(title)}</text>
${drawn.join('\n')}
</svg>
`
}

const wordOf = (count: number | null) => (count === null ? 'suppressed' : String(count))

function clipped(text: string): string {
  const letters = [...text]
  return letters.length > 26 ? `${letters.slice(0, 25).join('')}…` : text
}

/** What XML cannot hold at all (control characters) is left out. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
