import { achievementUrl, type Definition } from '../badge-classes/index.ts'
import { standardUrl } from '../badging-standards/index.ts'
import type { JsonObject } from '../credentials/index.ts'
import type { Database, Queries } from '../db/index.ts'
import { erasedCredential } from '../http/index.ts'
import type { CurrentEndorsements } from './current.ts'
import { publishedCredential, statementByPublicId, wasErased } from './store.ts'
import { credentialUrl } from './targets.ts'

/** What an endorsement is about, seen from a credential. */
export type About = 'credential' | 'achievement' | 'issuer' | 'standard'

/** What an award embeds, in the two places where a badge can hold it. */
export type Embedded = { issuer: JsonObject[]; achievement: JsonObject[] }

type Version = { id: string; definition: unknown }

/** What awards and the public documents have to know of endorsements. */
export type EndorsementReading = {
  /** The endorsements that an award embeds: see `acceptedAboutAward` for the ids. */
  embedded(
    db: Queries,
    ids: readonly string[] | null,
    award: { did: string; version: Version },
  ): Promise<Embedded>
  /** Those of an issuer, by its DID. */
  ofIssuer(did: string): Promise<JsonObject[]>
  /** Those of a version of a badge class and of the standards that it follows. */
  ofVersion(version: Version): Promise<JsonObject[]>
  ofStandard(id: string): Promise<JsonObject[]>
  /**
   * Every endorsement of a published credential, of its badge class version, of the standards that
   * this follows and of its issuer, as they stand now; undefined when there is no such credential.
   *
   * @throws Problem 410 when it was erased
   * @param publicId - of an assertion
   */
  endorsementsOf(publicId: string): Promise<{ about: About; credential: JsonObject }[] | undefined>
  /** The signed statement behind a public id, revoked or not; undefined when there is none. */
  statement(publicId: string): Promise<string | undefined>
  /** Whether there was one that is erased, with whom it was about. */
  wasErased(publicId: string): Promise<boolean>
}

/**
 * @param deps.publicUrl - origin of the published ids of what is endorsed
 */
export function createEndorsementReading(deps: {
  database: Database
  current: CurrentEndorsements
  publicUrl: string
}): EndorsementReading {
  const { current, publicUrl } = deps
  const { queries } = deps.database

  const standardUrls = (definition: unknown) =>
    ((definition as Definition).standards ?? []).map(({ id }) => standardUrl(publicUrl, id))
  const subjectsOf = ({ id, definition }: Version) => [
    achievementUrl(publicUrl, id),
    ...standardUrls(definition),
  ]
  const about = async (subjectIds: string[]) =>
    (await current.about(queries, subjectIds)).map(({ credential }) => credential)

  return {
    async embedded(db, ids, { did, version }) {
      if (ids === null || ids.length === 0) return NONE
      return {
        issuer: await current.among(db, ids, [did]),
        achievement: await current.among(db, ids, subjectsOf(version)),
      }
    },
    ofIssuer: (did) => about([did]),
    ofVersion: (version) => about(subjectsOf(version)),
    ofStandard: (id) => about([standardUrl(publicUrl, id)]),
    async endorsementsOf(publicId) {
      const found = await publishedCredential(queries, publicId)
      if (found === undefined) return undefined
      if (found.credential === null) throw erasedCredential()
      const { issuer } = JSON.parse(found.credential) as { issuer: { id: string } }
      const subjects = new Map<string, About>([
        [credentialUrl(publicUrl, publicId), 'credential'],
        [achievementUrl(publicUrl, found.versionId), 'achievement'],
        ...standardUrls(found.definition).map((url): [string, About] => [url, 'standard']),
        [issuer.id, 'issuer'],
      ])
      const all = await current.about(queries, [...subjects.keys()])
      return all.map(({ subjectId, credential }) => ({
        about: subjects.get(subjectId) as About,
        credential,
      }))
    },
    statement: (publicId) => statementByPublicId(queries, publicId),
    wasErased: (publicId) => wasErased(queries, publicId),
  }
}

const NONE: Embedded = { issuer: [], achievement: [] }
