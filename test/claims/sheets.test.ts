// What is printed: read as a person and as a telephone would.
import { inflateSync } from 'node:zlib'
import jsQR from 'jsqr'
import t from 'tap'
import { made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

/** The streams of a PDF, by the number of their object. */
function streamsOf(pdf: Buffer): string[] {
  const text = pdf.toString('latin1')
  return [...text.matchAll(/\/FlateDecode[^>]*>>\s*stream\r?\n/g)].flatMap((match) => {
    const start = match.index + match[0].length
    const end = text.indexOf('endstream', start)
    try {
      return [inflateSync(pdf.subarray(start, end)).toString('latin1')]
    } catch {
      return []
    }
  })
}

/** The text of the pages, by the fonts' own tables; each font's glyphs in its own way. */
function textOf(pdf: Buffer): string[] {
  const streams = streamsOf(pdf)
  const tables = streams.filter((stream) => stream.includes('begincmap')).map(unicodeOf)
  const shown = streams.filter((stream) => stream.includes(' Tf'))
  return shown.flatMap((page) =>
    [...page.matchAll(/\[((?:<[0-9a-f]+>\s*-?[\d.]*\s*)+)\] TJ/g)].flatMap(([, glyphs = '']) => {
      const codes = [...glyphs.matchAll(/<([0-9a-f]+)>/g)].flatMap(([, hex = '']) =>
        (hex.match(/.{4}/g) ?? []).map((code) => Number.parseInt(code, 16)),
      )
      return tables.map((table) => codes.map((code) => table[code] ?? '').join(''))
    }),
  )
}

/** What each glyph of a font is in Unicode. */
function unicodeOf(cmap: string): string[] {
  const entries = [...cmap.matchAll(/<([0-9a-f]{4})> <([0-9a-f]{4})> \[([^\]]*)\]/g)]
  const table: string[] = []
  for (const [, first = '', , list = ''] of entries) {
    const characters = [...list.matchAll(/<([0-9a-f]+)>/g)].map(([, hex = '']) =>
      Buffer.from(hex, 'hex').swap16().toString('utf16le'),
    )
    for (const [at, one] of characters.entries()) table[Number.parseInt(first, 16) + at] = one
  }
  return table
}

/** What a camera reads off a page: its filled squares drawn as pixels, card by card. */
function codesOf(page: string): string[] {
  const cards: number[][][] = []
  let squares: number[][] = []
  for (const [, ...rest] of page.matchAll(
    /(?:([\d.-]+) ([\d.-]+) ([\d.-]+) ([\d.-]+) re)|^(f)$/gm,
  )) {
    if (rest[4] === 'f') {
      cards.push(squares)
      squares = []
    } else squares.push(rest.slice(0, 4).map(Number))
  }
  return cards.flatMap((card) => {
    const modules = card.filter(([, , , height = 0]) => Math.abs(height) < 10)
    if (modules.length < 50) return []
    const scale = 4
    const left = Math.min(...modules.map(([x = 0]) => x)) - 10
    const top = Math.min(...modules.map(([, y = 0]) => y)) - 10
    const size = 112 * scale
    const pixels = new Uint8ClampedArray(size * size * 4).fill(255)
    for (const [x = 0, y = 0, width = 0, height = 0] of modules) {
      for (let row = Math.round((y - top) * scale); row < (y - top + height) * scale; row += 1) {
        const from = Math.round((x - left) * scale)
        for (let column = from; column < (x - left + width) * scale; column += 1) {
          pixels.fill(0, (row * size + column) * 4, (row * size + column) * 4 + 3)
        }
      }
    }
    const read = jsQR.default(pixels, size, size)
    return read === null ? [] : [read.data]
  })
}

t.test('a sheet of claim codes', async (t) => {
  const { admin, publicUrl } = await startService(t)
  const name = 'Podcast – Ŵy'
  const { badgeClass } = await makeBadgeClass(admin, { badgeClass: { name } })
  const input = { badgeClassId: badgeClass.id, kind: 'single', validUntil: '2099-06-30T22:00:00Z' }
  const set = made(await admin.post('/v1/claim-codes', { ...input, count: 12 }))
  const codes = set.codes.map(({ code }: { code: string }) => code)
  const path = `/v1/claim-codes/${set.id}/sheets`
  const print = async (body: object) => {
    const response = await fetch(`${new URL(publicUrl).origin}${path}`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer admin-key-of-the-tests-0123456789abcdef',
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    })
    return { response, pdf: Buffer.from(await response.arrayBuffer()) }
  }
  const { response, pdf } = await print({ codes, language: 'en' })
  t.equal(response.status, 200)
  t.equal(response.headers.get('content-type'), 'application/pdf')
  t.equal(response.headers.get('cache-control'), 'no-store')
  t.match(pdf.subarray(0, 5).toString(), '%PDF-')
  t.equal(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length, 2, 'ten on a page')

  const lines = textOf(pdf)
  for (const expected of [name, 'Harbour Library', ...codes]) {
    t.ok(
      lines.some((line) => line.includes(expected)),
      expected,
    )
  }
  t.ok(lines.some((line) => line.includes('until 30 June 2099')))
  const read = streamsOf(pdf).flatMap(codesOf)
  t.same(
    read.sort(),
    codes.map((code: string) => `${publicUrl}/claim/${code}`).sort(),
    'each as its link',
  )

  const inWelsh = textOf((await print({ codes: codes.slice(0, 1), language: 'cy-GB' })).pdf)
  t.ok(inWelsh.some((line) => line.includes('Sganiwch')))

  const other = made(await admin.post('/v1/claim-codes', { ...input, count: 1 }))
  const foreign = await admin.post(path, { codes: [codes[0], other.codes[0].code] })
  t.match(foreign.body, { status: 400, errors: [{ field: 'codes[1]' }] }, 'of another set')
  t.equal((await admin.post(path, { codes: [codes[0], 'nonsense'] })).status, 400)
})
