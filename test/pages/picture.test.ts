// The picture of a badge on its page: one that is kept here, or one that is drawn.
import t from 'tap'
import { badgePicture } from '../../src/pages/picture.ts'

const publicUrl = 'https://badges.example.org'
const id = 'a1'.repeat(32)
const shown = (image: unknown) =>
  badgePicture({
    image,
    publicUrl,
    badge: { name: 'Night Walker', issuerName: 'Elsewhere', layer: undefined, colourSeed: 'x' },
  })

t.test('one of ours is shown from here', async (t) => {
  for (const suffix of ['', '.png', '.svg']) {
    const path = `/images/${id}${suffix}`
    t.equal(shown(`${publicUrl}${path}`), path)
    t.equal(shown({ id: `${publicUrl}${path}`, type: 'Image' }), path)
  }
})

t.test('any other is drawn', async (t) => {
  for (const address of [
    `${publicUrl}//evil.example/x.png`,
    `${publicUrl}/\\evil.example/x.png`,
    `${publicUrl}/.//evil.example/x.png`,
    `${publicUrl}/images/${id}/../../..//evil.example/x.png`,
    `${publicUrl}/v1/verify`,
    `${publicUrl}/images/${id}.png?who=me`,
    `https://evil.example/images/${id}.png`,
    'data:image/png;base64,AAAA',
    undefined,
    7,
  ]) {
    t.match(shown(address), /^data:image\/svg\+xml;base64,/, String(address))
  }
})
