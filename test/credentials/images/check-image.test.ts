import encode from 'png-chunks-encode'
import t from 'tap'
import { checkImage, isImageProblem, recogniseImage } from '../../../src/credentials/index.ts'
import { end, header, pixel, png, svg } from './pictures.ts'

t.test('an image is what its content is', async (t) => {
  const svgs = [
    '<svg/>',
    '\ufeff<svg>',
    '<?xml version="1.0"?>\n<!-- a <b> -->\n<!DOCTYPE svg [<!ENTITY a ">">]>\n<s:svg xmlns:s="x">',
  ]
  for (const text of svgs) t.equal(recogniseImage(Buffer.from(text)), 'svg', text)
  t.equal(recogniseImage(png()), 'png')
  const others = ['', 'svg', '<html><svg/></html>', 'text <svg/>', '<svgs/>', '{}', '\x89PNG\r\n']
  for (const text of others) t.equal(recogniseImage(Buffer.from(text, 'latin1')), null, text)
  t.equal(recogniseImage(Buffer.from(`<!--${'-'.repeat(70_000)}--><svg/>`)), null, 'too late')
})

t.test('a good image tells its size', async (t) => {
  const picture = encode([header(400, 300), pixel, end])
  t.strictSame(checkImage(picture), { type: 'png', width: 400, height: 300 })
  const sizes: [string, number, number][] = [
    ['', 8, 8],
    [' width="20" height="1.5e1"', 20, 15],
    [' width="1in" height="2.54cm"', 96, 96],
    [' width="100%" height="100%"', 8, 8],
    [' width="4em" height="30px"', 30, 30],
    [' width="16"', 16, 16],
  ]
  for (const [attributes, width, height] of sizes) {
    t.strictSame(checkImage(svg('', attributes)), { type: 'svg', width, height }, attributes)
  }
})

t.test('an image beyond the bounds, or without a size, is a problem', async (t) => {
  const namespace = 'xmlns="http://www.w3.org/2000/svg"'
  const cases: [string, string][] = [
    ['bad-dimensions', `<svg ${namespace}/>`],
    ['bad-dimensions', `<svg ${namespace} viewBox="0 0 10"/>`],
    ['bad-dimensions', `<svg ${namespace} viewBox="0 0 0 10"/>`],
    ['bad-dimensions', `<svg ${namespace} viewBox="0 0 -1 10"/>`],
    ['bad-dimensions', `<svg ${namespace} viewBox="0 0 0 0" width="5"/>`],
    ['bad-dimensions', `<svg ${namespace} width="1e9" height="1"/>`],
    ['not-an-image', '<svg width="1" height="1"/>'],
    ['not-an-image', '<p>text</p>'],
  ]
  for (const [problem, text] of cases) t.match(checkImage(Buffer.from(text)), { problem }, text)
  const picture = encode([header(400, 300), pixel, end])
  t.match(checkImage(picture, { side: 399 }), { problem: 'bad-dimensions' })
  t.match(checkImage(picture, { pixels: 119_999 }), { problem: 'bad-dimensions' })
  t.match(checkImage(picture, { pngBytes: 60 }), { problem: 'too-large' })
  t.match(checkImage(svg(), { svgBytes: 60 }), { problem: 'too-large' })
  t.notOk(isImageProblem(checkImage(picture, { side: 400, pixels: 120_000 })))
})
