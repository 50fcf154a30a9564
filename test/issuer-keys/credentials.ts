import { made } from '../support/programme.ts'
import type { Service } from '../support/service.ts'

/** Settings under which issuers are identified by did:web. */
export const WEB = { PUBLIC_URL: 'https://badges.example.org' }

const card = { type: 'library-card', value: '1', authority: 'harbour' }

/** An award of a badge class, with its credential. */
export async function awardOf({ admin }: Service, badgeClassId: string, input: object = {}) {
  return made(await admin.post('/v1/assertions', { badgeClassId, recipient: card, ...input }))
}

/** The verdict on a document as it is presented, with the check that failed and its code. */
export async function verdictOn({ as }: Service, credential: unknown): Promise<string> {
  const { body } = await as(null).post('/v1/verify', { credential })
  const failed = body.checks.find(({ outcome }: { outcome: string }) => outcome === 'failed')
  return [body.verdict, failed?.name, failed?.code].filter(Boolean).join(' ')
}
