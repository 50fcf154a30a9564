import { setImmediate as otherWork } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { encode } from 'uqr'
import { sheetWordsFor } from './sheet-words.ts'

/** A code to be handed out. */
export type Card = { number: number; code: string; url: string }

export type Sheets = {
  badgeName: string
  issuerName: string
  /** BCP 47. */
  language: string
  validUntil: Date | null
  cards: Card[]
}

const font = (name: string) =>
  fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/DejaVuSans${name}.ttf`))

/** A4 in points, cut into two columns of five cards. */
const PAGE = { width: 595.28, height: 841.89, margin: 28 }
const COLUMNS = 2
const ROWS = 5
const WIDTH = (PAGE.width - 2 * PAGE.margin) / COLUMNS
const HEIGHT = (PAGE.height - 2 * PAGE.margin) / ROWS
const PADDING = 10
const QR = 92

/**
 * Printable sheets: a card for each code with the badge, what to do, the code in letters, and as QR
 * code the link that claims it. After each page others have their turn.
 */
export async function sheetsOf(sheets: Sheets): Promise<Buffer> {
  const { badgeName, cards } = sheets
  const { language } = sheetWordsFor(sheets.language)
  // Nine megabytes with its fonts, in every thread: only who prints pays for them.
  const { default: PDFDocument } = await import('pdfkit')
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    lang: language,
    displayTitle: true,
    info: { Title: badgeName },
  })
  const octets: Buffer[] = []
  pdf.on('data', (some: Buffer) => octets.push(some))
  const ended = new Promise<void>((resolve) => pdf.on('end', resolve))
  pdf.registerFont('regular', font(''))
  pdf.registerFont('bold', font('-Bold'))
  pdf.registerFont('mono', font('Mono-Bold'))
  for (const [position, card] of cards.entries()) {
    const place = position % (COLUMNS * ROWS)
    if (place === 0) {
      await otherWork()
      pdf.addPage()
    }
    const x = PAGE.margin + (place % COLUMNS) * WIDTH
    const y = PAGE.margin + Math.floor(place / COLUMNS) * HEIGHT
    drawCard(pdf, sheets, card, x, y)
  }
  pdf.end()
  await ended
  return Buffer.concat(octets)
}

function drawCard(
  pdf: PDFKit.PDFDocument,
  { badgeName, issuerName, language, validUntil }: Sheets,
  { number, code, url }: Card,
  x: number,
  y: number,
): void {
  const { words } = sheetWordsFor(language)
  pdf.rect(x, y, WIDTH, HEIGHT).lineWidth(0.5).dash(3, { space: 3 }).stroke('#999999').undash()
  const left = x + PADDING
  const width = WIDTH - 2 * PADDING
  const beside = width - QR - PADDING
  const line = (text: string, at: number, height: number, room = beside) =>
    pdf.text(text, left, at, { width: room, height, ellipsis: true })
  pdf.fillColor('#000000')
  pdf.font('bold').fontSize(11)
  line(badgeName, y + PADDING, 42)
  pdf.font('regular').fontSize(8)
  line(issuerName, y + PADDING + 44, 20)
  line(words.instructions, y + PADDING + 66, 34)
  drawQr(pdf, url, x + WIDTH - PADDING - QR, y + PADDING)
  pdf.font('mono').fontSize(13)
  line(code, y + PADDING + 104, 16, width)
  pdf.font('regular').fontSize(7)
  const until = validUntil === null ? '' : ` · ${words.until(validUntil)}`
  line(`${new URL(url).host}/claim · ${number}${until}`, y + PADDING + 122, 18, width)
}

/** As one path: dark modules are squares. */
function drawQr(pdf: PDFKit.PDFDocument, url: string, x: number, y: number): void {
  const { data, size } = encode(url, { ecc: 'M', border: 2 })
  const side = QR / size
  for (const [row, modules] of data.entries()) {
    for (let column = 0; column < size; column += 1) {
      if (!modules[column]) continue
      let end = column
      while (modules[end]) end += 1
      pdf.rect(x + column * side, y + row * side, (end - column) * side, side)
      column = end
    }
  }
  pdf.fill('#000000')
}
