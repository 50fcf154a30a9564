import yazl from 'yazl'
import { pngOf } from '../support/images.ts'

/** The start of a PDF, and something behind it. */
export function pdfOf(length = 2_000, mark = 'evidence'): Buffer {
  const start = Buffer.from(`%PDF-1.4\n%${mark}\n1 0 obj\n<< /Type /Catalog >>\nendobj\n`)
  return Buffer.concat([start, Buffer.alloc(Math.max(length - start.length, 0), 'x')])
}

/** A ZIP with these files in it, in their order. */
async function zipOf(entries: [name: string, text: string][]): Promise<Buffer> {
  const zip = new yazl.ZipFile()
  for (const [name, text] of entries) {
    zip.addBuffer(Buffer.from(text), name, { compress: name !== 'mimetype' })
  }
  zip.end()
  const pieces: Buffer[] = []
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const TEXT = 'application/vnd.oasis.opendocument.text'

const box = (type: string, content: Buffer): Buffer => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + content.length)
  head.write(type, 4)
  return Buffer.concat([head, content])
}

/** One small file of each kind that people send, with what it is. */
export async function keptFiles(): Promise<[mediaType: string, content: Buffer][]> {
  const contentTypes = `<Types><Override PartName="/word/document.xml" ContentType="${WORD}.main+xml"/></Types>`
  return [
    ['application/pdf', pdfOf()],
    ['image/png', pngOf(2, 2)],
    ['image/jpeg', Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex')],
    ['image/gif', Buffer.from('GIF89a\u0001\u0000\u0001\u0000\u0000\u0000\u0000;', 'latin1')],
    [
      'image/webp',
      Buffer.from('RIFF\u001a\u0000\u0000\u0000WEBPVP8L\u000d\u0000\u0000\u0000', 'latin1'),
    ],
    [
      'video/mp4',
      Buffer.concat([
        box('ftyp', Buffer.from('isom\0\0\u0002\0isomiso2')),
        box('mdat', Buffer.alloc(8)),
      ]),
    ],
    [
      'audio/mpeg',
      Buffer.concat([
        Buffer.from('ID3\u0003\0\0\0\0\0\0', 'latin1'),
        Buffer.from('fffb9064', 'hex'),
        Buffer.alloc(500),
      ]),
    ],
    ['audio/wav', Buffer.from('RIFF\u0024\0\0\0WAVEfmt \u0010\0\0\0\u0001\0\u0001\0', 'latin1')],
    [
      'audio/ogg',
      Buffer.concat([
        Buffer.from('OggS'),
        Buffer.alloc(24),
        Buffer.from('OpusHead'),
        Buffer.alloc(20),
      ]),
    ],
    ['video/webm', Buffer.from('1a45dfa3974286810142f7810142f2810442f381084282847765626d', 'hex')],
    [
      WORD,
      await zipOf([
        ['[Content_Types].xml', contentTypes],
        ['word/document.xml', '<w/>'],
      ]),
    ],
    [
      TEXT,
      await zipOf([
        ['mimetype', TEXT],
        ['content.xml', '<o/>'],
      ]),
    ],
    ['text/plain', Buffer.from('Ich habe drei Hafenarbeiter interviewt. Ž 你好\r\n')],
  ]
}

/** Files that are not kept, whatever they are called. */
export async function refusedFiles(): Promise<[what: string, content: Buffer][]> {
  return [
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
    [
      'SVG with a declaration',
      Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
    ],
    ['HTML', Buffer.from('<!DOCTYPE html><html><script>alert(1)</script></html>')],
    ['HTML behind blanks', Buffer.from('\uFEFF \n\t<script>alert(1)</script>')],
    ['a program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])],
    [
      'a program for Linux',
      Buffer.concat([Buffer.from('7f454c460201010000', 'hex'), Buffer.alloc(200)]),
    ],
    ['an archive', await zipOf([['run.sh', 'rm -rf /']])],
    ['text with U+0000', Buffer.from('abc\0def')],
    ['text that is no UTF-8', Buffer.from('Grüße', 'latin1')],
    ['text with U+0000 at its end', Buffer.concat([Buffer.alloc(300_000, 'a'), Buffer.from('\0')])],
    ['text that breaks off', Buffer.from([0x61, 0xc3])],
  ]
}
