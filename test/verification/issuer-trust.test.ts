// Whether a registry that the operator relies on lists the issuer.
import t from 'tap'
import { type IssuerListings, verifyCredential } from '../../src/verification/index.ts'
import { keyIssuer } from '../credentials/samples.ts'
import { badgeOf, checkOf, world } from './world.ts'

const issuer = await keyIssuer()
const badge = await badgeOf(issuer)

async function asked(listings: Partial<IssuerListings> | null) {
  const answer = listings && { listings: [], unread: [], required: false, ...listings }
  const findIssuer = async (id: string) => (id === issuer.did ? answer : null)
  const report = await verifyCredential(badge, { ...(await world()), findIssuer })
  return { verdict: report.verdict, check: checkOf(report, 'issuer-trust') }
}

t.test('a registry that lists the issuer is named', async (t) => {
  const listings = [{ registry: 'Our partners', name: 'Harbour Library' }]
  t.match(await asked({ listings, unread: ['Another'] }), {
    verdict: 'valid',
    check: {
      outcome: 'passed',
      detail: 'The issuer is listed in “Our partners” as “Harbour Library”.',
    },
  })
})

t.test('an issuer that nobody lists counts only where it has to be listed', async (t) => {
  t.match(await asked(null), {
    verdict: 'valid',
    check: { outcome: 'skipped', detail: /keeps no registry/ },
  })
  t.match(await asked({}), {
    verdict: 'valid',
    check: { outcome: 'skipped', detail: /No registry/ },
  })
  t.match(await asked({ unread: ['x'] }), { verdict: 'valid', check: { outcome: 'skipped' } })
  t.match(await asked({ required: true }), {
    verdict: 'invalid',
    check: { code: 'issuer-not-listed' },
  })
  t.match(await asked({ required: true, unread: ['x'] }), {
    verdict: 'inconclusive',
    check: { code: 'registry-unavailable' },
  })
})
