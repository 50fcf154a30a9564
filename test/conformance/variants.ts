import type { JsonObject } from '../../src/credentials/index.ts'
import { pngImage, svgImage } from '../support/images.ts'
import { badgeClassInput, issuerInput, made } from '../support/programme.ts'
import type { Service } from '../support/service.ts'

type Suite = 'eddsa-rdfc-2022' | 'Ed25519Signature2020'

/** Which proofs an issuer can have its credentials carry, under the names of test cases. */
export const proofSuites: Record<string, Suite[]> = {
  'eddsa-rdfc-2022': ['eddsa-rdfc-2022'],
  Ed25519Signature2020: ['Ed25519Signature2020'],
  'both proofs': ['eddsa-rdfc-2022', 'Ed25519Signature2020'],
}

/** The settings under which issuers have the one or the other kind of identity. */
export const identities: Record<'did:key' | 'did:web', Record<string, string>> = {
  'did:key': {},
  'did:web': { PUBLIC_URL: 'https://badges.example.org' },
}

/** One award, made over HTTP. */
export type Awarded = {
  /** What is special about it. */
  name: string
  issuer: { id: string; did: string }
  assertionId: string
  /** The `id` of the credential, under the service's PUBLIC_URL. */
  credentialUrl: string
  /** The document as it is published. */
  credential: JsonObject
  /** The same, as text. */
  text: string
}

const email = { type: 'email', value: 'Ada.Lovelace@Example.org' }
const card = { type: 'library-card', value: '2900 1234', authority: 'harbour-libraries' }

const fullIssuer = {
  ...issuerInput,
  email: 'badges@library.example.org',
  description: 'The public library of a harbour town — “Hafen” ⚓.',
  image: svgImage,
}

const fullBadgeClass = {
  ...badgeClassInput,
  criteria: { ...badgeClassInput.criteria, id: 'https://library.example.org/criteria/podcast' },
  achievementType: 'ext:PodcastBadge',
  image: pngImage,
  tags: ['audio', 'storytelling', 'Größe'],
  layer: 'Demonstrate',
  alignments: [
    { targetName: 'Listening', targetUrl: 'https://skills.example.org/listening' },
    {
      targetName: 'Speaking',
      targetUrl: 'https://skills.example.org/speaking?step=3#b',
      targetDescription: 'Speaks clearly to an audience.',
      targetFramework: 'Essential skills',
      targetCode: 'SP-3',
      targetType: 'CFItem',
    },
  ],
}

const fullAward = {
  narrative: 'Interviewed *three* dockers:\n\n- on the quay\n- “at home”\n',
  evidence: [
    {
      id: 'https://library.example.org/episodes/12',
      name: 'The episode',
      narrative: 'Twelve minutes.',
      description: 'A recording.',
      genre: 'Podcast',
      audience: 'Everyone',
    },
    { narrative: 'A letter from a listener.' },
    { name: 'Notes' },
  ],
  validFrom: '2024-05-01T10:00:00.750+02:00',
  validUntil: '2094-05-01T10:00:00Z',
}

/** Reads a document of the service, whatever origin its URL names. */
export function read(service: Service, url: string, accept = 'application/json') {
  return service.as(null).get(url.replace(service.publicUrl, ''), { accept })
}

/** Awards a badge class of an issuer and reads what is published of it. */
export async function awardOne(
  service: Service,
  name: string,
  issuer: Awarded['issuer'],
  award: object,
): Promise<Awarded> {
  const assertion = made(await service.admin.post('/v1/assertions', award))
  const published = await read(service, assertion.credentialUrl)
  return {
    name,
    issuer,
    assertionId: assertion.id,
    credentialUrl: assertion.credentialUrl,
    credential: published.body,
    text: published.text,
  }
}

/** One award with everything that an issuer, a badge class and an award can say. */
export async function awardEverything(service: Service, suites: Suite[]): Promise<Awarded> {
  const { admin } = service
  const issuer = made(await admin.post('/v1/issuers', { ...fullIssuer, proofSuites: suites }))
  const badgeClass = made(
    await admin.post('/v1/badge-classes', { issuerId: issuer.id, ...fullBadgeClass }),
  )
  const award = { badgeClassId: badgeClass.id, recipient: email, ...fullAward }
  return awardOne(service, 'everything optional', issuer, award)
}

/**
 * Awards of every kind that the service makes, with the given proofs: nothing optional and
 * everything optional, to an e-mail address and to a library card, of a first and of later versions,
 * on each layer.
 */
export async function awardVariants(service: Service, suites: Suite[]): Promise<Awarded[]> {
  const { admin } = service
  const issuerOf = async (input: object) =>
    made(await admin.post('/v1/issuers', { ...input, proofSuites: suites }))
  const badgeClassOf = async (issuerId: string, input: object) =>
    made(await admin.post('/v1/badge-classes', { issuerId, ...input }))

  const plain = await issuerOf(issuerInput)
  const bare = await badgeClassOf(plain.id, badgeClassInput)
  const full = await issuerOf(fullIssuer)
  const rich = await badgeClassOf(full.id, fullBadgeClass)
  const revise = async (description: string) => {
    const { status, text } = await admin.patch(`/v1/badge-classes/${rich.id}`, { description })
    if (status !== 200) throw new Error(`expected 200, got ${status}: ${text}`)
  }
  const award = (name: string, issuer: Awarded['issuer'], input: object) =>
    awardOne(service, name, issuer, input)

  const variants = [
    await award('nothing optional, to a card', plain, { badgeClassId: bare.id, recipient: card }),
    await award('nothing optional, to an e-mail address', plain, {
      badgeClassId: bare.id,
      recipient: email,
    }),
    await award('everything optional, to an e-mail address', full, {
      badgeClassId: rich.id,
      recipient: email,
      ...fullAward,
    }),
    await award('everything optional, to a card', full, {
      badgeClassId: rich.id,
      recipient: card,
      ...fullAward,
    }),
  ]
  await revise('Recorded and published a podcast episode.')
  variants.push(
    await award('the second version', full, { badgeClassId: rich.id, recipient: email }),
  )
  await revise('Published a podcast episode.')
  variants.push(await award('the third version', full, { badgeClassId: rich.id, recipient: card }))
  for (const layer of ['Engage', 'Participate', 'Lead']) {
    const criteria = { id: 'https://library.example.org/criteria/layer' }
    const { id } = await badgeClassOf(plain.id, { ...badgeClassInput, criteria, layer })
    variants.push(await award(`the layer ${layer}`, plain, { badgeClassId: id, recipient: card }))
  }
  const wrong = await award('', full, { badgeClassId: rich.id, recipient: email, ...fullAward })
  const correction = { reason: 'The narrative was another.', narrative: 'Interviewed a pilot.' }
  const path = `/v1/assertions/${wrong.assertionId}/correction`
  const right = made(await admin.post(path, correction))
  const published = await read(service, right.credentialUrl)
  variants.push({
    name: 'a correction, which names what it supersedes',
    issuer: full,
    assertionId: right.id,
    credentialUrl: right.credentialUrl,
    credential: published.body,
    text: published.text,
  })
  return variants
}
