import { achievementOf, type Definition, type VersionRow } from '../badge-classes/index.ts'
import { pictureOf } from '../credential-formats/index.ts'
import {
  bakePng,
  bakeSvg,
  hostedAssertion,
  hostedBadgeClass,
  hostedIssuer,
  hostedUrls,
  isImageProblem,
  type JsonObject,
  revokedAssertion,
} from '../credentials/index.ts'
import type { Database } from '../db/index.ts'
import { erasedCredential, Problem } from '../http/index.ts'
import {
  BAKED_BOUNDS,
  generatedImageUrl,
  type ImageFormat,
  type ImageService,
  keepGeneratedBadge,
} from '../images/index.ts'
import { type IssuerRow, issuerById, issuerProfile } from '../issuers/index.ts'
import type { Vault } from '../vault.ts'
import { awardByPublicId, versionWithIssuer } from './store.ts'

/** Published in the place of the reason for a suspension, which may be no more than a suspicion. */
const SUSPENDED = 'Suspended by the issuer for the time being.'

const PUBLIC_ID = /^[\w-]{22}$/

type Award = NonNullable<Awaited<ReturnType<typeof awardByPublicId>>> & { credential: string }

/** The 2.0 edition of an award. */
export type HostedAssertion = {
  /** The credential that it is the edition of. */
  credential: JsonObject
  /** What it says, or said as long as it held. */
  document: JsonObject
  /** What is served in its place while it does not hold; null while it does. */
  revoked: JsonObject | null
}

/**
 * Open Badges 2.0 with hosted verification: the same awards, badge classes and issuers once more, for
 * backpacks that read nothing newer. Undefined where there is no such thing.
 *
 * @throws Problem 404 naming `email` where the issuer has none: 2.0 requires the address
 */
export type HostedBadges = {
  /**
   * @param publicId - the unguessable id that the credential has too
   * @throws Problem 410 when it was erased
   */
  assertion(publicId: string): Promise<HostedAssertion | undefined>
  /**
   * The same for a verification, whatever stands in the place of the id: undefined too where the
   * issuer has no e-mail address.
   */
  find(publicId: string): Promise<HostedAssertion | undefined>
  badgeClass(versionId: string): Promise<JsonObject | undefined>
  issuer(id: string): Promise<JsonObject | undefined>
  /**
   * The picture of the badge with the assertion baked into it.
   * @throws Problem 410 while the assertion does not hold
   */
  bakedImage(publicId: string, format: ImageFormat): Promise<Uint8Array | undefined>
}

/**
 * @param deps.vault - opens the issuers' e-mail addresses and the reasons for revocations
 * @param deps.publicUrl - origin under which everything is served
 */
export function createHostedBadges(deps: {
  database: Database
  vault: Vault
  images: Pick<ImageService, 'badge'>
  publicUrl: string
  now: () => Date
}): HostedBadges {
  const { vault, images, publicUrl, now } = deps
  const db = deps.database.queries
  const urls = hostedUrls(publicUrl)

  function editionOf(publicId: string, award: Award): HostedAssertion {
    const id = urls.assertion(publicId)
    const credential = JSON.parse(award.credential) as JsonObject
    const addresses = { id, badge: urls.badgeClass(award.versionId), image: `${id}.png` }
    const reason = publishedReason(award)
    return {
      credential,
      document: hostedAssertion(credential, addresses),
      revoked: reason === null ? null : revokedAssertion(id, reason),
    }
  }

  async function assertion(publicId: string): Promise<HostedAssertion | undefined> {
    const award = await awardByPublicId(db, publicId)
    if (award === undefined) return undefined
    const { credential } = award
    if (credential === null) throw erasedCredential()
    requireEmail(award)
    return editionOf(publicId, { ...award, credential })
  }

  function publishedReason(award: {
    revokedAt: Date | null
    suspendedAt: Date | null
    sealedStatusReason: Buffer | null
  }): string | null {
    if (award.revokedAt === null) return award.suspendedAt === null ? null : SUSPENDED
    return award.sealedStatusReason === null
      ? 'Revoked by the issuer.'
      : vault.open(award.sealedStatusReason, 'status-reason').toString()
  }

  /** The picture that the version has been published with; older versions get theirs now. */
  async function imageUrl(version: VersionRow, issuer: IssuerRow): Promise<string> {
    const published = achievementOf(version, publicUrl).image
    if (published !== undefined) return published.id
    const { name, layer } = version.definition as Definition
    const badge = {
      name,
      issuerName: issuer.name,
      layer: layer ?? undefined,
      colourSeed: issuer.id,
    }
    return generatedImageUrl(publicUrl, await keepGeneratedBadge(db, badge, now()))
  }

  return {
    assertion,
    async find(publicId) {
      if (!PUBLIC_ID.test(publicId)) return undefined
      const award = await awardByPublicId(db, publicId)
      const credential = award?.credential ?? null
      return award?.sealedEmail && credential !== null
        ? editionOf(publicId, { ...award, credential })
        : undefined
    },
    async badgeClass(versionId) {
      const found = await versionWithIssuer(db, versionId)
      if (found === undefined) return undefined
      const { version, issuer } = found
      requireEmail(issuer)
      const { previousVersionId } = version
      return hostedBadgeClass(achievementOf(version, publicUrl), {
        id: urls.badgeClass(version.id),
        issuer: urls.issuer(issuer.id),
        image: await imageUrl(version, issuer),
        related: previousVersionId === null ? [] : [urls.badgeClass(previousVersionId)],
      })
    },
    async issuer(id) {
      const issuer = await issuerById(db, id)
      if (issuer === undefined) return undefined
      const email = vault.open(requireEmail(issuer), 'issuer-email').toString()
      return hostedIssuer(
        { ...issuerProfile(issuer), url: issuer.url, email },
        { id: urls.issuer(id), assertions: urls.assertions },
      )
    },
    async bakedImage(publicId, format) {
      const found = await assertion(publicId)
      if (found === undefined) return undefined
      const { credential, document, revoked } = found
      if (revoked !== null) {
        throw new Problem('gone', `This badge does not hold: ${revoked.revocationReason}`)
      }
      const { image, drawn } = pictureOf(credential)
      const bakeInto = format === 'png' ? bakePng : bakeSvg
      // Into the drawn badge where its own picture cannot take it.
      for (const source of [image, undefined]) {
        const picture = await images.badge(source, drawn, format)
        const payload = { credential: JSON.stringify(document) }
        const baked = bakeInto(picture, payload, { version: 2, bounds: BAKED_BOUNDS })
        if (!isImageProblem(baked)) return baked
      }
      throw new Error(`The assertion cannot be baked into any ${format}.`)
    },
  }
}

/** The sealed address of an issuer that has one. */
function requireEmail({ sealedEmail }: { sealedEmail: Buffer | null }): Buffer {
  if (sealedEmail !== null) return sealedEmail
  const detail =
    'Open Badges 2.0 asks for an email address of the issuer, and this one has none: nothing of it is offered in 2.0 until it has.'
  throw new Problem('not-found', detail, { errors: [{ field: 'email', detail }] })
}
