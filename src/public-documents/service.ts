import type { AssertionService } from '../assertions/index.ts'
import { achievementOf, LAYERS, layerUrl, versionById } from '../badge-classes/index.ts'
import { achievementDocument, issuerProfileDocument } from '../credentials/index.ts'
import type { Database } from '../db/index.ts'
import { issuerById, issuerDidDocument, issuerProfile } from '../issuers/index.ts'
import type { StatusListService } from '../status-lists/index.ts'

/** Documents for anybody, each as the text that is served; undefined where there is none. */
export type PublicDocuments = {
  credential(publicId: string): Promise<string | undefined>
  issuerProfile(id: string): Promise<string | undefined>
  didDocument(issuerId: string): Promise<string | undefined>
  achievement(versionId: string): Promise<string | undefined>
  statusList(id: string): Promise<string | undefined>
  layer(name: string): Promise<string | undefined>
}

export function createPublicDocuments(deps: {
  database: Database
  assertions: AssertionService
  statusLists: StatusListService
  publicUrl: string
}): PublicDocuments {
  const { database, assertions, statusLists, publicUrl } = deps
  return {
    credential: (publicId) => assertions.credential(publicId),
    async issuerProfile(id) {
      const issuer = await issuerById(database.queries, id)
      return issuer && JSON.stringify(issuerProfileDocument(issuerProfile(issuer)))
    },
    async didDocument(issuerId) {
      const document = await issuerDidDocument(database.queries, { id: issuerId })
      return document && JSON.stringify(document)
    },
    async achievement(versionId) {
      const version = await versionById(database.queries, versionId)
      return version && JSON.stringify(achievementDocument(achievementOf(version, publicUrl)))
    },
    statusList: (id) => statusLists.current(id),
    async layer(name) {
      const layer = LAYERS.find((one) => one.name.toLowerCase() === name)
      return layer && JSON.stringify({ id: layerUrl(publicUrl, layer.name), ...layer })
    },
  }
}
