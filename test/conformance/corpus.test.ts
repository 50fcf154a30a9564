// Credentials and presentations that the libraries of others made are valid; with one thing in them
// changed they are not. The whole service, over HTTP.
import { createCredential, createList } from '@digitalbazaar/vc-status-list'
import encode from 'png-chunks-encode'
import extract from 'png-chunks-extract'
import t from 'tap'
import type { JsonObject } from '../../src/credentials/index.ts'
import { foreignIssuer } from '../credentials/foreign-suites.ts'
import { now } from '../credentials/samples.ts'
import { pngOf, svgOf } from '../support/images.ts'
import { startService } from '../support/service.ts'
import { corpus, olderBadge, type Specimen } from './corpus/index.ts'
import { startForeignHost } from './foreign-issuer.ts'
import { loopbackOnly } from './loopback-only.ts'

const specimens = await corpus()

/** A specimen in which somebody has written something else. */
function bent(specimen: Specimen): { credential: JsonObject } | { jwt: string } {
  if ('credential' in specimen) {
    return {
      credential: { ...specimen.credential, id: 'urn:uuid:00000000-0000-4000-8000-000000000000' },
    }
  }
  const [header, claims = '', signature] = specimen.jwt.split('.')
  const { jti: _, ...said } = JSON.parse(Buffer.from(claims, 'base64url').toString())
  const changed = { ...said, aud: 'somebody else' }
  const other = Buffer.from(JSON.stringify(changed)).toString('base64url')
  return { jwt: [header, other, signature].join('.') }
}

const presentedAs = (specimen: Specimen) =>
  'jwt' in specimen ? { jwt: specimen.jwt } : { credential: specimen.credential }

t.test('what others make', async (t) => {
  loopbackOnly(t)
  const service = await startService(t, { now: () => now })
  const host = await startForeignHost(t)
  const anybody = service.as(null)
  const verdictOn = async (presented: object) => {
    const { status, body, text } = await anybody.post('/v1/verify', presented)
    return status === 200 ? body.verdict : `${status}: ${text}`
  }

  t.test('in each form', async (t) => {
    for (const specimen of specimens) {
      t.equal(await verdictOn(presentedAs(specimen)), 'valid', specimen.name)
      t.equal(await verdictOn(bent(specimen)), 'invalid', `${specimen.name}, changed`)
    }
  })

  t.test('baked into a picture', async (t) => {
    const verdictOnImage = async (body: Uint8Array, type: string) =>
      (await anybody.send('POST', '/v1/verify', { body, headers: { 'content-type': type } })).body
        .verdict
    const inPng = (text: string) => {
      const [header, ...rest] = extract(Uint8Array.from(pngOf(4, 4)))
      const data = Uint8Array.from(Buffer.from(`openbadgecredential\0\0\0\0\0${text}`))
      return Uint8Array.from(
        encode([header as { name: string; data: Uint8Array }, { name: 'iTXt', data }, ...rest]),
      )
    }
    const inSvg = (text: string, isToken: boolean) =>
      Uint8Array.from(
        svgOf(
          isToken
            ? `<openbadges:credential verify="${text}"/>`
            : `<openbadges:credential><![CDATA[${text}]]></openbadges:credential>`,
          ' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"',
        ),
      )
    const names = [
      'badge, eddsa-rdfc-2022',
      'badge, eddsa-jcs-2022',
      'token by jose, RS256, payload',
    ]
    for (const specimen of specimens.filter(({ name }) => names.includes(name))) {
      for (const [verdict, one] of [
        ['valid', presentedAs(specimen)],
        ['invalid', bent(specimen)],
      ] as const) {
        const text = 'jwt' in one ? one.jwt : JSON.stringify(one.credential)
        t.equal(await verdictOnImage(inPng(text), 'image/png'), verdict, `${specimen.name}, PNG`)
        const svg = inSvg(text, 'jwt' in one)
        t.equal(await verdictOnImage(svg, 'image/svg+xml'), verdict, `${specimen.name}, SVG`)
      }
    }
  })

  t.test('with a place in a StatusList2021', async (t) => {
    const issuer = await foreignIssuer('Ed25519Signature2020')
    const list = await createList({ length: 131_072 })
    list.setStatus(4712, true)
    const id = `${host.origin}/lists/2021`
    const unsigned = await createCredential({ id, list, statusPurpose: 'revocation' })
    const dated = { issuer: issuer.did, issuanceDate: '2026-01-01T00:00:00Z' }
    host.publish('/lists/2021', await issuer.sign({ ...unsigned, ...dated }))
    const withPlace = async (statusListIndex: string) => {
      const badge = olderBadge(issuer.did)
      const contexts = badge['@context'] as string[]
      return issuer.sign({
        ...badge,
        '@context': [...contexts, 'https://w3id.org/vc/status-list/2021/v1'],
        credentialStatus: {
          id: `${id}#${statusListIndex}`,
          type: 'StatusList2021Entry',
          statusPurpose: 'revocation',
          statusListIndex,
          statusListCredential: id,
        },
      })
    }
    t.equal(await verdictOn({ credential: await withPlace('4711') }), 'valid')
    t.equal(await verdictOn({ credential: await withPlace('4712') }), 'invalid', 'revoked')
  })
})
