import { LAYERS } from '../badge-classes/index.ts'
import { isObject, type JsonObject, valuesOf } from '../credentials/index.ts'
import { badgePicture } from './picture.ts'
import type { Prose } from './prose.ts'
import { languageOf, lineOf, linkOf, objectOf, objectsOf, textOf, timeOf } from './read.ts'
import { type ResultView, resultsView } from './results-view.ts'
import { WORDS } from './words.ts'

const MAX_EVIDENCE = 20
const MAX_ALIGNMENTS = 50
const MAX_TAGS = 50
/** As much as a printed page has room for. */
const PRINTED_CRITERIA = 600

export type Link = { href: string; host: string }
export type Moment = { iso: string; words: string }

/** Everything that the page of a credential shows, ready for the templates; HTML is safe HTML. */
export type CredentialView = {
  title: string
  language: string | undefined
  picture: string
  kind: string
  description: string | undefined
  recipient: { line: string; note: string | undefined }
  issuer: { name: string; vouching: string; site: Link | undefined; descriptionHtml: string }
  awarded: Moment | undefined
  validUntil: Moment | undefined
  criteria: { html: string; page: Link | undefined; printed: boolean }
  narrativeHtml: string
  results: ResultView[]
  evidence: { title: string; html: string; facts: string[]; link: Link | undefined }[]
  layer: { name: string; meaning: string } | undefined
  skills: {
    name: string
    detail: string
    description: string | undefined
    link: Link | undefined
  }[]
  standards: { name: string; link: Link | undefined }[]
  tags: string[]
}

/** Where the reader is, and what is certain about the issuer. */
export type Place = {
  /** Our own origin. */
  publicUrl: string
  /** Whether the issuer that the credential names has signed it. */
  signed: boolean
  /** Whether that is an issuer of this service. */
  issuedHere: boolean
}

/**
 * Reads what a page shows out of a credential, of ours or of a stranger. Takes any object, Open
 * Badges 3.0 or less; what is missing or malformed is left out.
 *
 * @param place.publicUrl its pictures are shown, those of others are not fetched
 * @param prose makes HTML of texts, as far as the page has room for it
 */
export function credentialView(document: JsonObject, place: Place, prose: Prose): CredentialView {
  const { publicUrl } = place
  const subject = objectOf(document.credentialSubject)
  // A learner record is about several, and is itself what has a title.
  const isRecord = valuesOf(subject.achievement).length > 1
  const achievement = isRecord ? {} : objectOf(subject.achievement)
  const profile = isObject(document.issuer) ? document.issuer : { id: document.issuer }
  const title = lineOf(achievement.name) ?? lineOf(document.name) ?? WORDS.untitled
  const issuerName = lineOf(profile.name) ?? WORDS.unnamedIssuer
  const alignments = objectsOf(achievement.alignment, MAX_ALIGNMENTS)
  const layer = alignments.find(({ targetType }) => targetType === 'ext:Layer')
  const layerName = lineOf(layer?.targetName, 40)
  const criteria = isObject(achievement.criteria)
    ? achievement.criteria
    : { id: achievement.criteria }
  const criteriaText = textOf(criteria.narrative)
  return {
    title,
    language: languageOf(achievement.inLanguage),
    picture: badgePicture({
      image: document.image ?? achievement.image,
      publicUrl,
      badge: {
        name: title,
        issuerName,
        layer: layerName,
        colourSeed: colourSeed(profile, issuerName),
      },
    }),
    kind: lineOf(achievement.achievementType, 60)?.replace(/^ext:/, '') ?? '',
    description: textOf(achievement.description) ?? textOf(document.description),
    recipient: recipientOf(subject),
    issuer: {
      name: issuerName,
      vouching: vouchingOf(profile.id, place),
      site: link(profile.url),
      descriptionHtml: prose(profile.description),
    },
    awarded: moment(document.awardedDate ?? document.validFrom ?? document.issuanceDate),
    validUntil: moment(document.validUntil ?? document.expirationDate),
    criteria: {
      html: prose(criteriaText),
      page: link(criteria.id),
      printed: criteriaText !== undefined && criteriaText.length <= PRINTED_CRITERIA,
    },
    narrativeHtml: prose(subject.narrative),
    results: resultsView(subject, achievement),
    evidence: objectsOf(document.evidence, MAX_EVIDENCE).map((one, position) => ({
      title: lineOf(one.name) ?? WORDS.evidenceUntitled(position + 1),
      html: prose(one.description) + prose(one.narrative),
      facts: [lineOf(one.genre, 100), lineOf(one.audience)].filter((fact) => fact !== undefined),
      link: link(one.id),
    })),
    layer: layerName === undefined ? undefined : { name: layerName, meaning: meaning(layerName) },
    skills: alignments
      .filter(({ targetType }) => targetType !== 'ext:Layer' && targetType !== STANDARD)
      .map((one) => ({
        name: lineOf(one.targetName) ?? linkOf(one.targetUrl) ?? '',
        detail: [lineOf(one.targetFramework), lineOf(one.targetCode, 100)]
          .filter(Boolean)
          .join(' · '),
        description: lineOf(one.targetDescription, 1000),
        link: link(one.targetUrl),
      }))
      .filter(({ name }) => name !== ''),
    standards: alignments
      .filter(({ targetType }) => targetType === STANDARD)
      .map((one) => ({ name: lineOf(one.targetName) ?? '', link: link(one.targetUrl) }))
      .filter(({ name }) => name !== ''),
    tags: valuesOf(achievement.tag)
      .slice(0, MAX_TAGS)
      .map((tag) => lineOf(tag, 100))
      .filter((tag) => tag !== undefined),
  }
}

const STANDARD = 'ext:BadgingStandard'

function colourSeed(profile: JsonObject, name: string): string {
  return lineOf(profile.id, 500) ?? name
}

/** An address with the host that a reader sees before going there. */
function link(value: unknown): Link | undefined {
  const href = linkOf(value)
  return href === undefined ? undefined : { href, host: new URL(href).host }
}

export function moment(value: unknown): Moment | undefined {
  const time = timeOf(value)
  return time && { iso: time.toISOString().slice(0, 10), words: WORDS.date(time) }
}

function meaning(layer: string): string {
  return LAYERS.find(({ name }) => name.toLowerCase() === layer.toLowerCase())?.description ?? ''
}

function recipientOf(subject: JsonObject): CredentialView['recipient'] {
  const identifiers = objectsOf(subject.identifier, 10)
  const plain = identifiers.filter(({ hashed }) => hashed !== true)
  const name =
    lineOf(subject.name) ??
    lineOf(plain.find(isName)?.identityHash) ??
    lineOf(plain[0]?.identityHash)
  if (name !== undefined) return { line: name, note: undefined }
  return identifiers.some(({ identityType }) => identityType === 'emailAddress')
    ? { line: WORDS.holder, note: WORDS.hashedRecipientNote }
    : { line: WORDS.holder, note: WORDS.holderNote }
}

function isName({ identityType }: JsonObject): boolean {
  return identityType === 'name'
}

/** What connects the name of an issuer with somebody: a web address, or nothing but a key. */
function vouchingOf(id: unknown, { publicUrl, issuedHere, signed }: Place): string {
  if (issuedHere) return WORDS.vouching.here(new URL(publicUrl).host)
  if (typeof id !== 'string' || !signed) return WORDS.vouching.unknown
  if (id.startsWith('did:key:')) return WORDS.vouching.key
  const page = link(id)
  if (page !== undefined) return WORDS.vouching.site(page.host)
  const host = /^did:web:([\w.-]+(?:%3A\d+)?)(?::|$)/i.exec(id)?.[1]
  return host === undefined ? WORDS.vouching.unknown : WORDS.vouching.web(host.replace(/%3A/i, ':'))
}
