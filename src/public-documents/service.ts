import { achievementOf, LAYERS, layerUrl, versionById } from '../badge-classes/index.ts'
import { standardById, standardDocument } from '../badging-standards/index.ts'
import { achievementDocument, issuerProfileDocument } from '../credentials/index.ts'
import type { Database } from '../db/index.ts'
import type { EndorsementReading } from '../endorsements/index.ts'
import { erasedCredential } from '../http/index.ts'
import { issuerById, issuerDidDocument, issuerProfile } from '../issuers/index.ts'
import type { StatusListService } from '../status-lists/index.ts'

/** Documents for anybody, each as the text that is served; undefined where there is none. */
export type PublicDocuments = {
  issuerProfile(id: string): Promise<string | undefined>
  didDocument(issuerId: string): Promise<string | undefined>
  achievement(versionId: string): Promise<string | undefined>
  statusList(id: string): Promise<string | undefined>
  layer(name: string): Promise<string | undefined>
  standard(id: string): Promise<string | undefined>
  /** A signed endorsement, by its public id. */
  endorsement(publicId: string): Promise<string | undefined>
  /** The endorsements of a credential that stand now, as a list. */
  credentialEndorsements(publicId: string): Promise<string | undefined>
}

/** {@link PublicDocuments} as they are stored, or made from what is. */
export function createPublicDocuments(deps: {
  database: Database
  statusLists: StatusListService
  endorsements: EndorsementReading
  publicUrl: string
}): PublicDocuments {
  const { database, statusLists, endorsements, publicUrl } = deps
  return {
    async issuerProfile(id) {
      const issuer = await issuerById(database.queries, id)
      if (issuer === undefined) return undefined
      const endorsement = await endorsements.ofIssuer(issuer.did)
      return JSON.stringify(issuerProfileDocument({ ...issuerProfile(issuer), endorsement }))
    },
    async didDocument(issuerId) {
      const document = await issuerDidDocument(database.queries, publicUrl, issuerId)
      return document && JSON.stringify(document)
    },
    async achievement(versionId) {
      const version = await versionById(database.queries, versionId)
      if (version === undefined) return undefined
      const endorsement = await endorsements.ofVersion(version)
      const achievement = achievementOf(version, publicUrl)
      return JSON.stringify(achievementDocument({ ...achievement, endorsement }))
    },
    statusList: (id) => statusLists.published(id),
    async layer(name) {
      const layer = LAYERS.find((one) => one.name.toLowerCase() === name)
      return layer && JSON.stringify({ id: layerUrl(publicUrl, layer.name), ...layer })
    },
    async standard(id) {
      const standard = await standardById(database.queries, id)
      if (standard === undefined) return undefined
      const endorsement = await endorsements.ofStandard(id)
      const document = standardDocument(standard, publicUrl)
      return JSON.stringify({ ...document, ...(endorsement.length > 0 && { endorsement }) })
    },
    async endorsement(publicId) {
      const statement = await endorsements.statement(publicId)
      if (statement === undefined && (await endorsements.wasErased(publicId))) {
        throw erasedCredential()
      }
      return statement
    },
    async credentialEndorsements(publicId) {
      const data = await endorsements.endorsementsOf(publicId)
      return data && JSON.stringify({ data })
    },
  }
}
