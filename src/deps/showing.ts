import { type ClrService, createClrService } from '../clrs/index.ts'
import { createOpenid4vciService, type Openid4vciService } from '../openid4vci/index.ts'
import { createPages, type Pages, pageSources } from '../pages/index.ts'
import { createPublicDocuments, type PublicDocuments } from '../public-documents/index.ts'
import { createShareService, type ShareService } from '../shares/index.ts'
import { createWebhookService, type WebhookService } from '../webhooks/index.ts'
import type { Awards } from './awards.ts'
import type { Consents } from './consents.ts'
import type { Foundation } from './foundation.ts'
import type { People } from './people.ts'
import type { Signing } from './signing.ts'
import type { Verifying } from './verifying.ts'

/** What leaves the service: to the public, to wallets, to whom a learner chose, to platforms. */
export type Showing = {
  pages: Pages
  publicDocuments: PublicDocuments
  shares: ShareService
  clrs: ClrService
  openid4vci: Openid4vciService
  webhooks: WebhookService
}

export function createShowing(
  { config, database, vault, outbound, now, publicUrl }: Foundation,
  { learners }: People,
  { signing, reservations, statusLists, endorsementReading }: Signing,
  { assertions, credentialFormats }: Awards,
  others: Pick<Verifying, 'verifications'> & Pick<Consents, 'consents'>,
): Showing {
  return {
    pages: createPages(
      pageSources({
        database,
        vault,
        assertions,
        endorsements: endorsementReading,
        verifications: others.verifications,
        publicName: others.consents.publicName,
        publicUrl,
        now,
      }),
    ),
    publicDocuments: createPublicDocuments({
      database,
      statusLists,
      endorsements: endorsementReading,
      publicUrl,
    }),
    shares: createShareService({ database, vault, learners, publicUrl, now }),
    clrs: createClrService({
      database,
      vault,
      signing,
      reservations,
      learners,
      publicUrl,
      clrIssuerId: config.clrIssuerId,
      now,
    }),
    openid4vci: createOpenid4vciService({
      database,
      vault,
      formats: credentialFormats,
      publicUrl,
      now,
    }),
    webhooks: createWebhookService({ database, vault, outbound, now }),
  }
}
